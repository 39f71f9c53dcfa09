public import LinearAlgebra

/// Linear regression: L(θ) = (1/2N) Σᵢ (xᵢᵀθ − yᵢ)².
///
/// The simplest objective that is a mean over samples.
public struct LinearLeastSquares: SampledObjective, TwiceDifferentiable {
  /// The inputs, one column xᵢ a sample: d × N.
  public let inputs: Matrix
  /// The labels yᵢ.
  public let labels: [Double]

  /// The regression of `labels` on the columns of `inputs`; at least one sample.
  public init(inputs: Matrix, labels: [Double]) {
    precondition(inputs.columns == labels.count, "each sample needs one label")
    precondition(!labels.isEmpty, "a mean needs at least one sample")
    self.inputs = inputs
    self.labels = labels
  }

  /// The number of parameters, d.
  public var dimension: Int { inputs.rows }

  /// The number of samples, N.
  public var sampleCount: Int { labels.count }

  /// No buffers are needed.
  public struct Workspace: Sendable {}

  /// No buffers are needed.
  public func makeWorkspace(trajectories: Int) -> Workspace { Workspace() }

  /// Writes the loss and the gradient of each column.
  ///
  /// - Complexity: 4·N·d flops a column, no allocation.
  public func evaluate(
    _ parameters: Matrix, losses: inout [Double], gradients: inout Matrix, workspace: inout Workspace
  ) {
    for column in 0..<parameters.columns {
      clear(column, &losses, &gradients)
      for sample in 0..<sampleCount {
        add(sample, of: sampleCount, parameters, column, &losses, &gradients)
      }
    }
  }

  /// Writes the loss and the gradient of each column, over the mean of the named samples.
  ///
  /// - Complexity: 4·d flops a sample and column, no allocation.
  public func evaluate(
    _ parameters: Matrix, samples: [Int], losses: inout [Double], gradients: inout Matrix,
    workspace: inout Workspace
  ) {
    for column in 0..<parameters.columns {
      clear(column, &losses, &gradients)
      for sample in samples { add(sample, of: samples.count, parameters, column, &losses, &gradients) }
    }
  }

  private func clear(_ column: Int, _ losses: inout [Double], _ gradients: inout Matrix) {
    losses[column] = 0
    for i in 0..<dimension { gradients[i, column] = 0 }
  }

  private func add(
    _ sample: Int, of count: Int, _ parameters: Matrix, _ column: Int, _ losses: inout [Double],
    _ gradients: inout Matrix
  ) {
    var residual = -labels[sample]
    for i in 0..<dimension { residual += inputs[i, sample] * parameters[i, column] }
    losses[column] += residual * residual / Double(2 * count)
    let weight = residual / Double(count)
    for i in 0..<dimension { gradients[i, column] += weight * inputs[i, sample] }
  }

  /// (1/N) Σ xᵢxᵢᵀ, everywhere.
  public func hessian(at parameters: [Double]) -> Matrix { gaussNewtonFactor(at: parameters).gram() }

  /// (1/N) Σ xᵢ(xᵢᵀu).
  public func hessianProduct(at parameters: [Double], along direction: [Double]) -> [Double] {
    inputs * inputs.transposedProduct(with: direction).map { $0 / Double(sampleCount) }
  }

  /// The rows xᵢᵀ/√N: the Gauss–Newton matrix is the Hessian.
  public func gaussNewtonFactor(at parameters: [Double]) -> Matrix {
    var factor = inputs.transposed()
    let weight = 1 / Double(sampleCount).squareRoot()
    for k in factor.storage.indices { factor.storage[k] *= weight }
    return factor
  }

  /// Zero: the outputs are linear.
  public func residualCurvature(at parameters: [Double]) -> Matrix {
    Matrix(rows: dimension, columns: dimension)
  }
}
