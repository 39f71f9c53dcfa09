/// One member of a descent as it stands: where it is, what it has reached, and whether it goes on.
public struct Trajectory: Codable, Sendable {
  /// Whether a trajectory goes on, and if not, why.
  public enum Outcome: Codable, Equatable, Sendable {
    /// It goes on.
    case active
    /// Its loss came down to the target at this step.
    case reachedTarget(step: Int)
    /// The caller stopped it at this step.
    case retired(step: Int)
    /// At this step its loss or gradient was not finite, or the loss beyond the stated bound.
    case diverged(step: Int)
  }

  /// The name in tables and figures.
  public let label: String
  /// The parameters after the last step taken; those of a diverged trajectory may not be finite.
  public internal(set) var parameters: [Double]
  /// Whether it goes on.
  public internal(set) var outcome = Outcome.active
  /// The loss last measured; NaN before the first measurement.
  public internal(set) var loss = Double.nan
  /// The Euclidean norm of the gradient last measured; NaN before the first measurement.
  public internal(set) var gradientNorm = Double.nan
  /// The loss at step 0; NaN before the first measurement.
  public internal(set) var initialLoss = Double.nan
  /// The lowest loss measured.
  public internal(set) var lowestLoss = Double.infinity
  /// For each of ``DescentOptions/thresholds`` the first step whose loss is at or below it.
  public internal(set) var firstSteps: [Int?]

  private var run: OptimizerRun

  init(_ member: DescentMember, thresholds: Int) {
    label = member.label
    parameters = member.initialParameters
    run = OptimizerRun(member.optimizer, dimension: member.initialParameters.count)
    firstSteps = Array(repeating: nil, count: thresholds)
  }

  /// The rule.
  public var optimizer: AnyOptimizer { run.optimizer }

  /// Whether it goes on.
  public var isActive: Bool { outcome == .active }

  /// Whether it diverged.
  public var hasDiverged: Bool {
    if case .diverged = outcome { true } else { false }
  }

  /// Takes a measurement of the mean loss into account.
  mutating func measure(loss: Double, gradientNorm: Double, step: Int, options: DescentOptions) {
    self.loss = loss
    self.gradientNorm = gradientNorm
    if step == 0 { initialLoss = loss }
    guard !isDivergence(loss, gradientNorm, options) else {
      outcome = .diverged(step: step)
      return
    }
    lowestLoss = min(lowestLoss, loss)
    for (index, threshold) in options.thresholds.enumerated()
    where loss <= threshold && firstSteps[index] == nil {
      firstSteps[index] = step
    }
    if let target = options.lossTarget, loss <= target { outcome = .reachedTarget(step: step) }
  }

  /// Takes the evaluation of a mini-batch into account, which says nothing of the mean loss.
  mutating func noteBatch(loss: Double, gradientNorm: Double, step: Int) {
    if !loss.isFinite || !gradientNorm.isFinite { outcome = .diverged(step: step) }
  }

  private func isDivergence(_ loss: Double, _ gradientNorm: Double, _ options: DescentOptions) -> Bool {
    guard loss.isFinite, gradientNorm.isFinite else { return true }
    guard let factor = options.divergenceFactor else { return false }
    return loss > factor * initialLoss
  }

  /// Takes one step.
  mutating func advance(_ evaluation: Evaluation) {
    run.step(&parameters, evaluation)
  }
}
