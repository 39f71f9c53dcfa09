internal import Foundation
public import LinearAlgebra

/// The right-hand side of an ordinary differential equation, ẏ = f(t, y).
///
/// A field knows what its coordinates mean, so it also says which states are admissible and how errors are
/// measured; integrators know nothing else about it.
public protocol VectorField: Sendable {
  /// Buffers of one evaluation, made once and used again.
  associatedtype Workspace

  /// The number of coordinates, n.
  var dimension: Int { get }

  /// Whether f does not depend on t; then no integrator asks for ∂f/∂t.
  var isAutonomous: Bool { get }

  /// Makes the buffers.
  func makeWorkspace() -> Workspace

  /// Writes f(t, y); allocates nothing.
  ///
  /// - Parameters:
  ///   - time: t.
  ///   - state: y, n coordinates.
  ///   - derivative: Receives ẏ, n coordinates; a value that is not finite makes the step a failed one.
  ///   - workspace: Made by ``makeWorkspace()`` of this field.
  func evaluate(
    at time: Double, _ state: [Double], into derivative: inout [Double], workspace: inout Workspace)

  /// Writes ∂f/∂y (n × n), and returns how many evaluations of f that took.
  ///
  /// Forward differences unless a field knows better. `derivative` is f at the same point.
  func jacobian(
    at time: Double, _ state: [Double], derivative: [Double], into jacobian: inout Matrix,
    workspace: inout Workspace
  ) -> Int

  /// Writes ∂f/∂t, and returns how many evaluations of f that took; never asked of an autonomous field.
  ///
  /// A forward difference unless a field knows better. `derivative` is f at the same point.
  func timeDerivative(
    at time: Double, _ state: [Double], derivative: [Double], into timeDerivative: inout [Double],
    workspace: inout Workspace
  ) -> Int

  /// The coordinate that puts a state outside of the field's domain, if any: a step that leads there is rejected.
  func inadmissibleCoordinate(at time: Double, _ state: [Double]) -> Int?

  /// How the field wants errors in its coordinates to be measured.
  func errorNorm(_ tolerances: Tolerances) -> any ErrorNorm
}

extension VectorField {
  /// Assumed to depend on time unless a field says otherwise.
  public var isAutonomous: Bool { false }

  /// Every state is admissible.
  public func inadmissibleCoordinate(at time: Double, _ state: [Double]) -> Int? { nil }

  /// As the tolerances say.
  public func errorNorm(_ tolerances: Tolerances) -> any ErrorNorm { tolerances }

  /// Forward differences, coordinate by coordinate.
  public func jacobian(
    at time: Double, _ state: [Double], derivative: [Double], into jacobian: inout Matrix,
    workspace: inout Workspace
  ) -> Int {
    differenceJacobian(at: time, state, derivative: derivative, into: &jacobian, workspace: &workspace)
  }

  /// ∂f/∂y by forward differences, also for fields with a Jacobian of their own.
  ///
  /// The increment is √(ε·max(|yᵢ|, 1e-5)) with ε the rounding unit, so that truncation and rounding are about
  /// equal where f varies on the scale of 1.
  ///
  /// - Complexity: n evaluations, two allocations.
  /// - Reference: Hairer and Wanner (1996), Solving Ordinary Differential Equations II, §IV.8.
  public func differenceJacobian(
    at time: Double, _ state: [Double], derivative: [Double], into jacobian: inout Matrix,
    workspace: inout Workspace
  ) -> Int {
    var moved = state
    var there = derivative
    for j in state.indices {
      let increment = (Double.ulpOfOne / 2 * max(1e-5, abs(state[j]))).squareRoot()
      moved[j] = state[j] + increment
      // What was really added, after rounding.
      let step = moved[j] - state[j]
      evaluate(at: time, moved, into: &there, workspace: &workspace)
      for i in state.indices { jacobian[i, j] = (there[i] - derivative[i]) / step }
      moved[j] = state[j]
    }
    return dimension
  }

  /// A forward difference.
  public func timeDerivative(
    at time: Double, _ state: [Double], derivative: [Double], into timeDerivative: inout [Double],
    workspace: inout Workspace
  ) -> Int {
    differenceTimeDerivative(
      at: time, state, derivative: derivative, into: &timeDerivative, workspace: &workspace)
  }

  /// ∂f/∂t by a forward difference, also for fields that know better.
  ///
  /// - Complexity: One evaluation, no allocation.
  public func differenceTimeDerivative(
    at time: Double, _ state: [Double], derivative: [Double], into timeDerivative: inout [Double],
    workspace: inout Workspace
  ) -> Int {
    let later = time + (Double.ulpOfOne / 2 * max(1e-5, abs(time))).squareRoot()
    evaluate(at: later, state, into: &timeDerivative, workspace: &workspace)
    for i in state.indices { timeDerivative[i] = (timeDerivative[i] - derivative[i]) / (later - time) }
    return 1
  }
}
