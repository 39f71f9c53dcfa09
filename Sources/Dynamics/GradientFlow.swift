public import LinearAlgebra
public import Objectives

/// The gradient flow of an objective, θ̇ = −c·∇L(θ).
///
/// The limit of gradient descent for small learning rates η at t = η·step. With c = N the flow of a mean
/// over N samples becomes that of their sum: the same path, N times as fast.
public struct GradientFlow<Target: Objective>: VectorField {
  /// L.
  public let objective: Target
  /// c.
  public let speed: Double

  private let hessian: (@Sendable ([Double]) -> Matrix)?

  /// The flow of any objective; implicit methods find its Jacobian by differences.
  public init(of objective: Target, speed: Double = 1) {
    precondition(speed > 0 && speed.isFinite, "a flow needs a positive speed")
    self.objective = objective
    self.speed = speed
    hessian = nil
  }

  /// The flow of an objective whose Hessian is known: the Jacobian is −c·∇²L.
  public init(of objective: Target, speed: Double = 1) where Target: TwiceDifferentiable {
    precondition(speed > 0 && speed.isFinite, "a flow needs a positive speed")
    self.objective = objective
    self.speed = speed
    hessian = { objective.hessian(at: $0) }
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

  /// Writes −c·∇L.
  ///
  /// - Complexity: One evaluation of the objective, no allocation.
  public func evaluate(
    at time: Double, _ state: [Double], into derivative: inout [Double], workspace: inout Workspace
  ) {
    workspace.parameters.setColumn(0, to: state)
    objective.evaluate(
      workspace.parameters, losses: &workspace.losses, gradients: &workspace.gradients,
      workspace: &workspace.objective)
    for i in state.indices { derivative[i] = -speed * workspace.gradients.storage[i] }
  }

  /// Writes −c·∇²L if the Hessian is known.
  public func jacobian(
    at time: Double, _ state: [Double], derivative: [Double], into jacobian: inout Matrix,
    workspace: inout Workspace
  ) -> Int? {
    guard let hessian else { return nil }
    let curvature = hessian(state)
    for k in jacobian.storage.indices { jacobian.storage[k] = -speed * curvature.storage[k] }
    return 0
  }
}

extension GradientFlow.Workspace: Sendable where Target.Workspace: Sendable {}
