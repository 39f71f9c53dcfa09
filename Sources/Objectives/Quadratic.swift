public import LinearAlgebra

/// L(θ) = ½‖R(θ − θ*)‖², with Hessian RᵀR.
///
/// Distances to the minimiser are carried as they are, so the loss keeps its relative accuracy down to underflow.
public struct Quadratic: TwiceDifferentiable {
  /// R: any number of rows, d columns.
  public let factor: Matrix
  /// θ*, where the loss is zero.
  public let minimizer: [Double]

  /// The quadratic with Hessian RᵀR; without a minimiser it stands at the origin.
  public init(factor: Matrix, minimizer: [Double]? = nil) {
    self.factor = factor
    self.minimizer = minimizer ?? Array(repeating: 0, count: factor.columns)
    precondition(self.minimizer.count == factor.columns, "the minimiser needs one value for each column")
  }

  /// The quadratic with this Hessian, which must be symmetric positive definite.
  ///
  /// - Throws: `LinearAlgebraError` when it is not.
  public init(hessian: Matrix, minimizer: [Double]? = nil) throws(LinearAlgebraError) {
    self.init(factor: try Cholesky(hessian).factor.transposed(), minimizer: minimizer)
  }

  /// The quadratic whose Hessian has these eigenvalues (none negative).
  ///
  /// - Parameters:
  ///   - spectrum: The eigenvalues; the Hessian is diagonal in this order unless `axis` is given.
  ///   - axis: Any vector u ≠ 0: the eigenvectors are the unit vectors reflected across u's hyperplane,
  ///     Q = I − 2uuᵀ/uᵀu, so that no coordinate is special.
  ///   - minimizer: θ*; the origin if nil.
  public init(spectrum: [Double], reflectedAlong axis: [Double]? = nil, minimizer: [Double]? = nil) {
    precondition(spectrum.allSatisfy { $0 >= 0 }, "the eigenvalues must not be negative")
    let size = spectrum.count
    var factor = Matrix(rows: size, columns: size)
    let axis = axis ?? Array(repeating: 0, count: size)
    let squaredNorm = axis.dot(axis)
    for i in 0..<size {
      for j in 0..<size {
        let reflection = squaredNorm > 0 ? 2 * axis[i] * axis[j] / squaredNorm : 0
        factor[i, j] = spectrum[i].squareRoot() * ((i == j ? 1 : 0) - reflection)
      }
    }
    self.init(factor: factor, minimizer: minimizer)
  }

  /// The number of parameters.
  public var dimension: Int { factor.columns }

  /// The residuals R(θ − θ*) of one column at a time.
  public struct Workspace: Sendable {
    var residuals: [Double]
  }

  /// Makes the buffer of one column's residuals.
  public func makeWorkspace(trajectories: Int) -> Workspace {
    Workspace(residuals: Array(repeating: 0, count: factor.rows))
  }

  /// Writes the loss and the gradient of each column.
  ///
  /// - Complexity: 4·d·(rows of R) flops a column, no allocation.
  public func evaluate(
    _ parameters: Matrix, losses: inout [Double], gradients: inout Matrix, workspace: inout Workspace
  ) {
    precondition(parameters.rows == dimension, "the parameters must have the objective's dimension")
    let rows = factor.rows
    for column in 0..<parameters.columns {
      for i in 0..<rows { workspace.residuals[i] = 0 }
      for j in 0..<dimension {
        let distance = parameters[j, column] - minimizer[j]
        for i in 0..<rows { workspace.residuals[i] += factor.storage[i + j * rows] * distance }
      }
      losses[column] = 0.5 * workspace.residuals.dot(workspace.residuals)
      for j in 0..<dimension {
        var sum = 0.0
        for i in 0..<rows { sum += factor.storage[i + j * rows] * workspace.residuals[i] }
        gradients[j, column] = sum
      }
    }
  }

  /// RᵀR, everywhere.
  public func hessian(at parameters: [Double]) -> Matrix { factor.gram() }

  /// RᵀRu.
  public func hessianProduct(at parameters: [Double], along direction: [Double]) -> [Double] {
    factor.transposedProduct(with: factor * direction)
  }

  /// R, everywhere: the Gauss–Newton matrix is the Hessian.
  public func gaussNewtonFactor(at parameters: [Double]) -> Matrix { factor }

  /// Zero: the outputs are linear.
  public func residualCurvature(at parameters: [Double]) -> Matrix {
    Matrix(rows: dimension, columns: dimension)
  }
}
