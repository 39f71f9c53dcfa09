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
  /// Where it stands: before this step.
  private var position: Position

  private struct Position: Codable {
    var step = 0
    var parameters: [Double]
    var state: Rule.State
  }

  /// The piece of a run that follows a rule from a problem's starting point to the specification's last target.
  ///
  /// - Parameter pointsPerDecade: How many instants a decade of steps has.
  init(
    _ rule: Rule, on problem: AttentionProblem, _ spec: StallStudy.Spec, pointsPerDecade: Int,
    _ recorder: inout Recorder
  ) throws {
    self = try recorder.piece(
      "trace of \(rule)", from: StallTrace(rule, from: problem.initialParameters, spec.targets)
    ) { trace, shouldPause in
      try trace.advance(
        rule, on: problem.loss, spec.targets, limit: spec.steps,
        .logarithmic(pointsPerDecade: pointsPerDecade), shouldPause)
    }
  }

  /// Runs until the last target is reached, the loss is not finite, or `limit` steps are done.
  init(
    _ rule: Rule, on loss: some TwiceDifferentiable, from start: [Double], targets: [Double], limit: Int,
    schedule: RecordingSchedule = .ends
  ) {
    self.init(rule, from: start, targets)
    _ = advance(rule, on: loss, targets, limit: limit, schedule) { false }
  }

  private init(_ rule: Rule, from start: [Double], _ targets: [Double]) {
    arrivals = targets.map { _ in nil }
    position = Position(parameters: start, state: rule.makeState(dimension: start.count))
  }

  /// Goes on to the end, or until `shouldPause`, asked before each step, is true.
  ///
  /// - Returns: Whether it has come to the end.
  /// - Throws: What `shouldPause` throws.
  private mutating func advance(
    _ rule: Rule, on loss: some TwiceDifferentiable, _ targets: [Double], limit: Int,
    _ schedule: RecordingSchedule, _ shouldPause: () throws -> Bool
  ) rethrows -> Bool {
    let dimension = position.parameters.count
    var parameters = Matrix(rows: dimension, columns: 1, storage: position.parameters)
    var gradients = parameters
    var losses = [0.0]
    var workspace = loss.makeWorkspace(trajectories: 1)
    var evaluation = Evaluation(loss: 0, gradient: position.parameters) { loss.gaussNewtonFactor(at: $0) }
    while try !shouldPause() {
      let step = position.step
      loss.evaluate(parameters, losses: &losses, gradients: &gradients, workspace: &workspace)
      var instant: Instant {
        Instant(step: step, loss: losses[0], parameters: position.parameters, state: position.state)
      }
      for (index, target) in targets.enumerated() where arrivals[index] == nil && losses[0] <= target {
        arrivals[index] = instant
      }
      let isLast = step >= limit || !losses[0].isFinite || (arrivals.last ?? nil) != nil
      if isLast || schedule.contains(step) { instants.append(instant) }
      if isLast { return true }
      evaluation.loss = losses[0]
      evaluation.gradient = gradients.storage
      rule.step(&position.parameters, evaluation, state: &position.state)
      parameters.storage = position.parameters
      position.step += 1
    }
    return false
  }

  /// The step of the first arrival at target `index`.
  func step(_ index: Int) -> Int? { arrivals[index]?.step }
}
