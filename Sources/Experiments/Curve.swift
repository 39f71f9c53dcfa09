public import Optimizers

/// What was observed of one trajectory.
public struct Curve: Sendable {
  /// The rule.
  public let optimizer: String
  /// Its learning rate.
  public let learningRate: Double
  /// The steps at which it was observed.
  public internal(set) var steps: [Int] = []
  /// The values of ``ObservableCatalog/columns`` at each of them.
  public internal(set) var values: [[Double]] = []
  /// The trajectory as it stood in the end.
  public internal(set) var trajectory: Trajectory?

  /// The values of one column.
  public func column(_ name: String) -> [Double] {
    guard let index = ObservableCatalog.columns.firstIndex(of: name) else {
      preconditionFailure("no observable fills a column named \(name)")
    }
    return values.map { $0[index] }
  }

  /// How it ended, in words: `completed`, `reached target at step k` or `diverged at step k`.
  public var outcome: String {
    switch trajectory?.outcome {
    case .diverged(let step): "diverged at step \(step)"
    case .reachedTarget(let step): "reached target at step \(step)"
    case .active, nil: "completed"
    }
  }

  /// The loss in the end; NaN if it diverged.
  public var finalLoss: Double {
    guard let trajectory, !trajectory.hasDiverged else { return .nan }
    return trajectory.loss
  }
}

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

  /// Trains every optimizer from the problem's starting point.
  ///
  /// - Parameter observed: Called after each observation with the step and how many trajectories were active.
  /// - Throws: What `observed` throws, and ``DescentError``.
  public func run(_ optimizers: [AnyOptimizer], observed: (Int, Int) throws -> Void = { _, _ in }) throws
    -> [Curve]
  {
    var curves = optimizers.map { Curve(optimizer: $0.name, learningRate: $0.learningRate) }
    let members = optimizers.map { DescentMember($0, from: problem.initialParameters) }
    var descent = try Descent(
      on: problem.loss, members: members, options: options, miniBatches: miniBatches)
    try descent.advance(to: steps, recording: schedule) { snapshot in
      let instant = Instant(problem, snapshot)
      for (j, member) in snapshot.members.enumerated() {
        curves[member].steps.append(snapshot.step)
        curves[member].values.append(ObservableCatalog.measure(instant, j))
      }
      try observed(snapshot.step, snapshot.members.count)
    }
    for (member, trajectory) in descent.trajectories.enumerated() {
      curves[member].trajectory = trajectory
    }
    return curves
  }
}
