internal import Attention
public import Optimizers

/// Trains several rules on one problem in lockstep and observes them.
public struct LockstepTraining {
  /// What is trained.
  public let problem: AttentionProblem
  /// The number of steps.
  public let steps: Int
  /// Which steps are observed.
  public let schedule: RecordingSchedule
  /// When a trajectory stops.
  public let options: DescentOptions
  /// Mini-batches, if not all samples are seen at each step.
  public var miniBatches: MiniBatches?
  /// When trajectories that cannot win any more are retired; nil: never.
  public var race: Race?

  /// When a trajectory is retired before the last step.
  ///
  /// Rates of one rule race for the target: once one has reached it, the others can only come later. And a
  /// trajectory whose lowest loss has not fallen by a hundredth in `patience` steps has stalled for good, as fixed
  /// steps do at a distance from the minimum that their length decides.
  public struct Race: Codable, Sendable {
    /// No trajectory is retired before this step.
    public var start: Int
    /// Steps without progress after which a trajectory counts as stalled.
    public var patience: Int

    /// A race.
    public init(start: Int, patience: Int) {
      self.start = start
      self.patience = patience
    }
  }

  /// A training of `problem`, full batch and without a race unless told otherwise.
  public init(
    problem: AttentionProblem, steps: Int, schedule: RecordingSchedule,
    options: DescentOptions = DescentOptions(), miniBatches: MiniBatches? = nil, race: Race? = nil
  ) {
    self.problem = problem
    self.steps = steps
    self.schedule = schedule
    self.options = options
    self.miniBatches = miniBatches
    self.race = race
  }

  /// Trains every optimizer from the problem's starting point.
  ///
  /// - Parameters:
  ///   - observed: Called after each observation with the step and how many trajectories were active.
  ///   - beforeStep: Called before each step: observations may be minutes apart, and nobody waits minutes after
  ///     Ctrl-C.
  /// - Throws: What `observed` and `beforeStep` throw, ``DescentError``, and ``TrainingError``.
  public func run(
    _ optimizers: [AnyOptimizer], observed: (Int, Int) throws -> Void = { _, _ in },
    beforeStep: () throws -> Void = { if let interruption = Interruption.received { throw interruption } }
  ) throws -> [Curve] {
    if problem.loss.arithmetic == .teacherRelative,
      let rule = optimizers.first(where: { !$0.isTranslationInvariant })
    {
      throw TrainingError.knowsTheOrigin(optimizer: rule.name)
    }
    var curves = optimizers.map { Curve(optimizer: $0.name, learningRate: $0.learningRate) }
    let members = optimizers.map { DescentMember($0, from: problem.initialParameters) }
    var descent = try Descent(
      on: problem.loss, members: members, options: options, miniBatches: miniBatches)
    var progress = optimizers.map { _ in (step: 0, loss: Double.infinity) }
    var end = 0
    var stopped: (any Error)?
    func shouldStop() -> Bool {
      do { try beforeStep() } catch { stopped = error }
      return stopped != nil
    }
    repeat {
      end = race.map { min(steps, max($0.start, end + max(1, $0.patience / 4))) } ?? steps
      try descent.advance(to: end, recording: schedule) { snapshot in
        let instant = Instant(problem, snapshot)
        for (j, member) in snapshot.members.enumerated() {
          curves[member].steps.append(snapshot.step)
          curves[member].values.append(ObservableCatalog.measure(instant, j))
        }
        try observed(snapshot.step, snapshot.members.count)
      } shouldStop: {
        shouldStop()
      }
      if let stopped { throw stopped }
      if let race { descent.retire(Self.losers(descent, race, &progress)) }
    } while end < steps && !descent.activeMembers.isEmpty
    for (member, trajectory) in descent.trajectories.enumerated() {
      curves[member].trajectory = trajectory
    }
    return curves
  }

  /// The active members that cannot win: their rule has reached the target at another rate, or they have stalled.
  private static func losers(
    _ descent: Descent<PromptAttentionLoss>, _ race: Race, _ progress: inout [(step: Int, loss: Double)]
  ) -> [Int] {
    let arrived = Set(
      descent.trajectories.compactMap {
        if case .reachedTarget = $0.outcome { $0.optimizer.name } else { nil }
      })
    return descent.activeMembers.filter { member in
      let trajectory = descent.trajectories[member]
      if trajectory.lowestLoss < 0.99 * progress[member].loss {
        progress[member] = (descent.step, trajectory.lowestLoss)
      }
      return arrived.contains(trajectory.optimizer.name)
        || descent.step - progress[member].step >= race.patience
    }
  }
}

/// What keeps a rule from training a problem.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// In teacher-relative arithmetic the origin is the teacher: weight decay would pull the student towards it.
  case knowsTheOrigin(optimizer: String)

  /// The error as one line.
  public var description: String {
    switch self {
    case .knowsTheOrigin(let optimizer):
      "\(optimizer) with weight decay pulls towards the origin, which in teacher-relative arithmetic is the "
        + "teacher; set weightDecay=0"
    }
  }
}
