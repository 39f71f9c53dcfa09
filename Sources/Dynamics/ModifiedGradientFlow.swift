public import Objectives

/// The flow that gradient descent follows one order better than gradient flow: θ̇ = −∇L − (η/2)·∇²L∇L.
///
/// It is the gradient flow of L + (η/4)‖∇L‖². At t = η·step gradient descent is within O(η) of the gradient flow and
/// within O(η²) of this one.
///
/// - Reference: Barrett and Dherin (2021), Implicit gradient regularization; backward error analysis as in Hairer,
///   Lubich and Wanner (2006), §IX.1.
public struct ModifiedGradientFlow<Target: TwiceDifferentiable>: VectorField {
  /// η.
  public let learningRate: Double

  private let gradientFlow: GradientFlow<Target>

  /// The flow beside descent at `learningRate`; at zero it is the gradient flow.
  public init(of objective: Target, learningRate: Double) {
    precondition(learningRate >= 0 && learningRate.isFinite, "a learning rate is finite and not negative")
    gradientFlow = GradientFlow(of: objective)
    self.learningRate = learningRate
  }

  /// L.
  public var objective: Target { gradientFlow.objective }

  /// The number of parameters.
  public var dimension: Int { objective.dimension }

  /// The loss does not depend on time.
  public var isAutonomous: Bool { true }

  /// The buffers of the gradient flow.
  public typealias Workspace = GradientFlow<Target>.Workspace

  /// Makes the buffers.
  public func makeWorkspace() -> Workspace { gradientFlow.makeWorkspace() }

  /// Writes −∇L − (η/2)·∇²L∇L.
  ///
  /// - Complexity: One evaluation of the objective and one Hessian product, which may allocate.
  public func evaluate(
    at time: Double, _ state: [Double], into derivative: inout [Double], workspace: inout Workspace
  ) {
    gradientFlow.evaluate(at: time, state, into: &derivative, workspace: &workspace)
    let bend = objective.hessianProduct(at: state, along: derivative)
    derivative.add(learningRate / 2, times: bend)
  }
}
