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

  /// Writes ∂f/∂y (n × n), and returns how many evaluations of f that took; nil if the field does not know it.
  ///
  /// Integrators then take differences, with increments that suit the tolerances. `derivative` is f at the same point.
  /// An implementation that does not return `Int?` is none, and is never asked.
  func jacobian(
    at time: Double, _ state: [Double], derivative: [Double], into jacobian: inout Matrix,
    workspace: inout Workspace
  ) -> Int?

  /// Writes ∂f/∂t, and returns how many evaluations of f that took; nil if the field does not know it.
  ///
  /// Never asked of an autonomous field. `derivative` is f at the same point.
  func timeDerivative(
    at time: Double, _ state: [Double], derivative: [Double], into timeDerivative: inout [Double],
    workspace: inout Workspace
  ) -> Int?

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

  /// Not known.
  public func jacobian(
    at time: Double, _ state: [Double], derivative: [Double], into jacobian: inout Matrix,
    workspace: inout Workspace
  ) -> Int? { nil }

  /// Not known.
  public func timeDerivative(
    at time: Double, _ state: [Double], derivative: [Double], into timeDerivative: inout [Double],
    workspace: inout Workspace
  ) -> Int? { nil }
}
