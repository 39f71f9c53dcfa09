/// What step-size control and statistics must know of the method that tried a step.
public struct StepTraits: Equatable, Sendable {
  /// k with the error estimate O(h^k).
  public let errorExponent: Int
  /// Whether it was a stiff method.
  public let isStiff: Bool
  /// The step-size control that suits it.
  public let controller: StepSizeController

  /// Those of a method.
  public init(of method: some Integrator) {
    errorExponent = method.errorExponent
    isStiff = method.isStiff
    controller = method.controller
  }
}
