internal import LinearAlgebra
public import Objectives

/// The flow that gradient descent follows one order better than gradient flow: θ̇ = −∇L − (η/2)·∇²L∇L.
///
/// It is the gradient flow of L + (η/4)‖∇L‖². At t = η·step gradient descent is within O(η) of the gradient flow and within
/// O(η²) of this one.
///
/// - Reference: Barrett and Dherin (2021), Implicit gradient regularization; backward error analysis as in Hairer,
///   Lubich and Wanner (2006), §IX.1.
public struct ModifiedGradientFlow<Target: TwiceDifferentiable>: VectorField {
  /// L.
  public let objective: Target
  /// η.
  public let learningRate: Double

  /// The flow beside descent at `learningRate`; at zero it is the gradient flow.
  public init(of objective: Target, learningRate: Double) {
    precondition(learningRate >= 0 && learningRate.isFinite, "a learning rate is finite and not negative")
    self.objective = objective
    self.learningRate = learningRate
  }

  /// The number of parameters.
  public var dimension: Int { objective.dimension }

  /// The loss does not depend on time.
  public var isAutonomous: Bool { true }

  /// The objective's buffers for one trajectory.
  public struct Workspace {
    var objective: Target.Workspace
    var parameters: Matrix
    var gradients: Matrix
    var losses: [Double]
  }

  /// Makes the buffers.
  public func makeWorkspace() -> Workspace {
    let column = Matrix(rows: dimension, columns: 1)
    return Workspace(
      objective: objective.makeWorkspace(trajectories: 1), parameters: column, gradients: column, losses: [0])
  }

  /// Writes −∇L − (η/2)·∇²L∇L.
  ///
  /// - Complexity: One evaluation of the objective and one Hessian product, which may allocate.
  public func evaluate(
    at time: Double, _ state: [Double], into derivative: inout [Double], workspace: inout Workspace
  ) {
    workspace.parameters.setColumn(0, to: state)
    objective.evaluate(
      workspace.parameters, losses: &workspace.losses, gradients: &workspace.gradients,
      workspace: &workspace.objective)
    let bend = objective.hessianProduct(at: state, along: workspace.gradients.storage)
    for i in state.indices {
      derivative[i] = -workspace.gradients.storage[i] - learningRate / 2 * bend[i]
    }
  }
}

extension ModifiedGradientFlow.Workspace: Sendable where Target.Workspace: Sendable {}
