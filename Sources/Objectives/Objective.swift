public import LinearAlgebra

/// A function to descend on, evaluated for many parameter vectors at once.
///
/// A *parameter matrix* has `dimension` rows and one column for each trajectory. Trajectories on the same data
/// advance in lockstep, so that one pass over the data serves them all; a single trajectory is the
/// case of one column.
public protocol Objective: Sendable {
  /// Buffers of one evaluation, made once and used again.
  associatedtype Workspace

  /// The number of parameters, d.
  var dimension: Int { get }

  /// Makes the buffers for evaluations of up to `trajectories` columns.
  func makeWorkspace(trajectories: Int) -> Workspace

  /// Writes the loss and the gradient of each column.
  ///
  /// - Parameters:
  ///   - parameters: d × B with B at most the workspace's number of trajectories.
  ///   - losses: one value a column; the first B are written, a non-finite one means divergence.
  ///   - gradients: d × at least B; the first B columns are written.
  ///   - workspace: Made by ``makeWorkspace(trajectories:)`` of this objective.
  ///
  /// Allocates nothing.
  func evaluate(
    _ parameters: Matrix, losses: inout [Double], gradients: inout Matrix, workspace: inout Workspace)
}

/// An objective that is a mean over samples, of which a step may see only some.
public protocol SampledObjective: Objective {
  /// The number of samples, N.
  var sampleCount: Int { get }

  /// As ``Objective/evaluate(_:losses:gradients:workspace:)``, over the mean of the named samples only.
  func evaluate(
    _ parameters: Matrix, samples: [Int], losses: inout [Double], gradients: inout Matrix,
    workspace: inout Workspace)
}

extension SampledObjective {
  /// Over the mean of all samples; allocates the list of them.
  public func evaluate(
    _ parameters: Matrix, losses: inout [Double], gradients: inout Matrix, workspace: inout Workspace
  ) {
    evaluate(
      parameters, samples: Array(0..<sampleCount), losses: &losses, gradients: &gradients,
      workspace: &workspace)
  }
}

/// An objective whose second derivatives are known exactly.
public protocol TwiceDifferentiable: Objective {
  /// The Hessian ∇²L at one parameter vector, d × d and exactly symmetric.
  func hessian(at parameters: [Double]) -> Matrix

  /// The product ∇²L·u, without forming the Hessian.
  func hessianProduct(at parameters: [Double], along direction: [Double]) -> [Double]

  /// R with RᵀR the Gauss–Newton matrix: one row √(ℓ''/N)·∂f/∂θ for each scalar output.
  func gaussNewtonFactor(at parameters: [Double]) -> Matrix

  /// E = ∇²L − RᵀR, the curvature of the outputs weighted by the residuals: exactly symmetric.
  ///
  /// An objective that can form it without subtracting lets small eigenvalues of the Hessian be known where
  /// residuals are small.
  func residualCurvature(at parameters: [Double]) -> Matrix
}

extension TwiceDifferentiable {
  /// By subtraction, with the rounding errors of both matrices.
  public func residualCurvature(at parameters: [Double]) -> Matrix {
    var difference = hessian(at: parameters)
    let product = gaussNewtonFactor(at: parameters).gram()
    for k in difference.storage.indices { difference.storage[k] -= product.storage[k] }
    return difference
  }
}

extension Objective {
  /// The loss and the gradient at one parameter vector: a convenience that allocates.
  public func valueAndGradient(at parameters: [Double]) -> (loss: Double, gradient: [Double]) {
    var losses = [0.0]
    var gradients = Matrix(rows: dimension, columns: 1)
    var workspace = makeWorkspace(trajectories: 1)
    evaluate(
      Matrix(rows: dimension, columns: 1, storage: parameters), losses: &losses, gradients: &gradients,
      workspace: &workspace)
    return (losses[0], gradients.storage)
  }
}
