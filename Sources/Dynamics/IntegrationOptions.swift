/// How an integration proceeds and when it gives up.
public struct IntegrationOptions: Codable, Equatable, Sendable {
  /// What errors are tolerated on a step.
  public var tolerances: Tolerances
  /// How the steps' sizes follow from the errors; nil: what suits the method.
  public var controller: StepSizeController?
  /// What is saved.
  public var saving: SavePoints
  /// The first step; nil: estimated.
  public var initialStep: Double?
  /// No step is longer.
  public var largestStep: Double
  /// Every step has this size and is accepted whatever its error; nil: the error decides.
  public var fixedStep: Double?
  /// So many steps may be tried, rejected ones included.
  public var maximumSteps: Int
  /// So many seconds of wall-clock time may pass; nil: any.
  public var maximumSeconds: Double?

  /// Options; the tolerances have no default, for what is small depends on the problem.
  public init(
    _ tolerances: Tolerances, controller: StepSizeController? = nil, saving: SavePoints = .ends,
    initialStep: Double? = nil, largestStep: Double = .infinity, fixedStep: Double? = nil,
    maximumSteps: Int = 100_000, maximumSeconds: Double? = nil
  ) {
    self.tolerances = tolerances
    self.controller = controller
    self.saving = saving
    self.initialStep = initialStep
    self.largestStep = largestStep
    self.fixedStep = fixedStep
    self.maximumSteps = maximumSteps
    self.maximumSeconds = maximumSeconds
  }

  /// Steps of one size, without error control: for measuring orders of convergence.
  public static func fixedStep(_ size: Double, saving: SavePoints = .ends) -> IntegrationOptions {
    // The tolerances are for iterations within a step only.
    IntegrationOptions(Tolerances(relative: 1e-13, absolute: 1e-13), saving: saving, fixedStep: size)
  }
}
