internal import Attention
internal import Foundation
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
  /// Where what it has done is kept from time to time, so that it can go on from there to the same bits; nil: nowhere.
  public var checkpoint: Checkpoint?

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
  ///   - optimizers: One trajectory each.
  ///   - observed: Called after each observation with the step and how many trajectories were active.
  ///   - beforeStep: Called before each step: observations may be minutes apart, and nobody waits minutes after
  ///     Ctrl-C.
  /// - Throws: What `observed` and `beforeStep` throw, `DescentError`, and ``TrainingError``.
  public func run(
    _ optimizers: [AnyOptimizer], observed: (Int, Int) throws -> Void = { _, _ in },
    beforeStep: () throws -> Void = { if let interruption = Interruption.received { throw interruption } }
  ) throws -> [Curve] {
    if problem.loss.arithmetic == .teacherRelative,
      let rule = optimizers.first(where: { !$0.isTranslationInvariant })
    {
      throw TrainingError.knowsTheOrigin(optimizer: rule.name)
    }
    var state = checkpoint?.value(State.self) ?? State(optimizers)
    if state.isFinished { return state.curves }
    var descent =
      try state.descent.map { try Descent(on: problem.loss, resuming: $0) }
      ?? Descent(
        on: problem.loss, members: optimizers.map { DescentMember($0, from: problem.initialParameters) },
        options: options, miniBatches: miniBatches)
    var saving = SavingClock(checkpoint)
    while !state.isFinished {
      let end = race.map { min(steps, max($0.start, state.end + max(1, $0.patience / 4))) } ?? steps
      var stopped: (any Error)?
      var asked = 0
      let progress: Descent<PromptAttentionLoss>.Progress
      do {
        progress = try descent.advance(to: end, recording: schedule) { snapshot in
          let instant = Instant(problem, snapshot)
          for (j, member) in snapshot.members.enumerated() {
            state.curves[member].steps.append(snapshot.step)
            state.curves[member].values.append(ObservableCatalog.measure(instant, j))
          }
          try observed(snapshot.step, snapshot.members.count)
        } shouldStop: {
          do { try beforeStep() } catch { stopped = error }
          // One step at least between two states, however long keeping one takes.
          asked += 1
          return stopped != nil || asked > 1 && saving.isDue
        }
        if let stopped { throw stopped }
      } catch let interruption as Interruption {
        state.descent = descent.checkpoint
        try checkpoint?.keep(state)
        throw interruption
      }
      // At the last step too: it has yet to be measured.
      if progress == .interrupted {
        state.descent = descent.checkpoint
        try saving.keep(state)
        continue
      }
      if let race { descent.retire(Self.losers(descent, race, &state.progress)) }
      state.end = end
      state.isFinished = end >= steps || descent.activeMembers.isEmpty
    }
    state.descent = nil
    for (member, trajectory) in descent.trajectories.enumerated() {
      state.curves[member].trajectory = trajectory
    }
    if saving.isWorthKeeping { try saving.keep(state) }
    return state.curves
  }

  /// How far a training has come.
  private struct State: Codable {
    var curves: [Curve]
    /// Between two steps; nil before the first one and after the last.
    var descent: DescentCheckpoint?
    /// The lowest loss of each member that counted as progress, and when.
    var progress: [Progress]
    /// The last step up to which losers have been retired.
    var end = 0
    var isFinished = false

    init(_ optimizers: [AnyOptimizer]) {
      curves = optimizers.map { Curve(optimizer: $0.name, learningRate: $0.learningRate) }
      progress = optimizers.map { _ in Progress() }
    }
  }

  private struct Progress: Codable {
    var step = 0
    var loss = Double.infinity
  }

  /// The active members that cannot win: their rule has reached the target at another rate, or they have stalled.
  private static func losers(
    _ descent: Descent<PromptAttentionLoss>, _ race: Race, _ progress: inout [Progress]
  ) -> [Int] {
    let arrived = Set(
      descent.trajectories.compactMap {
        if case .reachedTarget = $0.outcome { $0.optimizer.name } else { nil }
      })
    return descent.activeMembers.filter { member in
      let trajectory = descent.trajectories[member]
      if trajectory.lowestLoss < 0.99 * progress[member].loss {
        progress[member] = Progress(step: descent.step, loss: trajectory.lowestLoss)
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
