internal import LinearAlgebra
internal import Objectives
internal import Optimizers

/// One rule from one start, with its state where a study looks closely.
struct StallTrace<Rule: Optimizer>: Codable {
  /// A step before it is taken.
  struct Instant: Codable {
    let step: Int
    let loss: Double
    let parameters: [Double]
    let state: Rule.State
  }

  /// The steps on the schedule, and the last one.
  private(set) var instants: [Instant] = []
  /// The first step at or below each target; nil where it was not reached.
  private(set) var arrivals: [Instant?]

  /// The piece of a run that follows a rule from a problem's starting point to the specification's last target.
  ///
  /// - Parameter pointsPerDecade: How many instants a decade of steps has.
  init(
    _ rule: Rule, on problem: AttentionProblem, _ spec: StallStudy.Spec, pointsPerDecade: Int,
    _ recorder: inout Recorder
  ) throws {
    self = try recorder.piece("trace of \(rule)") { recorder in
      try StallTrace(
        rule, on: problem.loss, from: problem.initialParameters, targets: spec.targets, limit: spec.steps,
        schedule: .logarithmic(pointsPerDecade: pointsPerDecade), beforeStep: recorder.checkInterruption)
    }
  }

  /// Runs until the last target is reached, the loss is not finite, or `limit` steps are done.
  ///
  /// - Throws: What `beforeStep` throws.
  init(
    _ rule: Rule, on loss: some TwiceDifferentiable, from start: [Double], targets: [Double], limit: Int,
    schedule: RecordingSchedule = .ends, state: Rule.State? = nil, beforeStep: () throws -> Void
  ) rethrows {
    var parameters = Matrix(rows: start.count, columns: 1, storage: start)
    var gradients = parameters
    var losses = [0.0]
    var workspace = loss.makeWorkspace(trajectories: 1)
    var state = state ?? rule.makeState(dimension: start.count)
    var evaluation = Evaluation(loss: 0, gradient: start) { loss.gaussNewtonFactor(at: $0) }
    arrivals = targets.map { _ in nil }
    for step in 0... {
      try beforeStep()
      loss.evaluate(parameters, losses: &losses, gradients: &gradients, workspace: &workspace)
      var instant: Instant {
        Instant(step: step, loss: losses[0], parameters: parameters.storage, state: state)
      }
      for (index, target) in targets.enumerated() where arrivals[index] == nil && losses[0] <= target {
        arrivals[index] = instant
      }
      let isLast = step >= limit || !losses[0].isFinite || (arrivals.last ?? nil) != nil
      if isLast || schedule.contains(step) { instants.append(instant) }
      if isLast { break }
      evaluation.loss = losses[0]
      evaluation.gradient = gradients.storage
      rule.step(&parameters.storage, evaluation, state: &state)
    }
  }

  /// The step of the first arrival at target `index`.
  func step(_ index: Int) -> Int? { arrivals[index]?.step }
}
