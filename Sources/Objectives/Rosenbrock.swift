public import LinearAlgebra

/// Rosenbrock's curved valley: L(θ) = Σᵢ 100(θᵢ₊₁ − θᵢ²)² + (1 − θᵢ)², with minimum 0 at (1, …, 1).
///
/// A sum of squares, so it has a Gauss–Newton factor; for d ≥ 4 there is a second, local minimum near (−1, 1, …, 1).
///
/// - Reference: Rosenbrock (1960); the chained form for d > 2 is that of Moré, Garbow and Hillstrom (1981).
public struct Rosenbrock: TwiceDifferentiable {
  /// The number of parameters, at least 2.
  public let dimension: Int

  /// The function of `dimension` parameters.
  public init(dimension: Int = 2) {
    precondition(dimension >= 2, "Rosenbrock's function needs at least two parameters")
    self.dimension = dimension
  }

  /// No buffers are needed.
  public struct Workspace: Sendable {}

  /// No buffers are needed.
  public func makeWorkspace(trajectories: Int) -> Workspace { Workspace() }

  /// Writes the loss and the gradient of each column.
  ///
  /// - Complexity: 14·d flops a column, no allocation.
  public func evaluate(
    _ parameters: Matrix, losses: inout [Double], gradients: inout Matrix, workspace: inout Workspace
  ) {
    precondition(parameters.rows == dimension, "the parameters must have the objective's dimension")
    for column in 0..<parameters.columns {
      var loss = 0.0
      for i in 0..<dimension { gradients[i, column] = 0 }
      for i in 0..<dimension - 1 {
        let here = parameters[i, column]
        let (bend, distance) = (parameters[i + 1, column] - here * here, 1 - here)
        loss += 100 * bend * bend + distance * distance
        gradients[i, column] -= 400 * here * bend + 2 * distance
        gradients[i + 1, column] += 200 * bend
      }
      losses[column] = loss
    }
  }

  /// The Hessian: tridiagonal.
  public func hessian(at parameters: [Double]) -> Matrix {
    var hessian = Matrix(rows: dimension, columns: dimension)
    for i in 0..<dimension - 1 {
      let (here, next) = (parameters[i], parameters[i + 1])
      hessian[i, i] += 1200 * here * here - 400 * next + 2
      hessian[i + 1, i + 1] += 200
      hessian[i, i + 1] = -400 * here
      hessian[i + 1, i] = -400 * here
    }
    return hessian
  }

  /// The Hessian times a vector.
  public func hessianProduct(at parameters: [Double], along direction: [Double]) -> [Double] {
    hessian(at: parameters) * direction
  }

  /// √2 times the Jacobian of the residuals 10(θᵢ₊₁ − θᵢ²) and 1 − θᵢ, two rows for each i.
  public func gaussNewtonFactor(at parameters: [Double]) -> Matrix {
    var factor = Matrix(rows: 2 * (dimension - 1), columns: dimension)
    let weight = 2.0.squareRoot()
    for i in 0..<dimension - 1 {
      factor[2 * i, i] = -20 * weight * parameters[i]
      factor[2 * i, i + 1] = 10 * weight
      factor[2 * i + 1, i] = -weight
    }
    return factor
  }
}
