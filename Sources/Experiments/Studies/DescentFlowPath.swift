internal import Attention
internal import Dynamics
internal import Foundation
internal import LinearAlgebra
internal import Objectives
internal import Optimizers
internal import TeacherStudent

/// The gradient flow of one problem, known at all times asked for, and how well.
struct DescentFlowReference: Codable {
  /// Ascending.
  let times: [Double]
  let states: [[Double]]
  /// The distance to the same flow at a hundredth of the tolerance.
  let errors: [Double]

  /// Integrates to each of these times exactly, twice.
  init(_ problem: AttentionProblem, at instants: [Double], tolerance: Double) throws {
    var times: [Double] = []
    // Products of steps and rates that differ by rounding only are one instant.
    for time in instants.sorted() where times.last.map({ time > $0 * (1 + 1e-9) + 1e-12 }) ?? true {
      times.append(time)
    }
    self.times = times
    states = try Self.states(GradientFlow(of: problem.loss), problem, times, tolerance)
    let twin = try Self.states(GradientFlow(of: problem.loss), problem, times, tolerance / 100)
    errors = zip(states, twin).map { DescentFlowPath.distance($0, $1) }
  }

  /// The states of a flow at ascending times.
  static func states<Field: VectorField>(
    _ field: Field, _ problem: AttentionProblem, _ times: [Double], _ tolerance: Double
  ) throws -> [[Double]] {
    // Distances from the teacher are the state: a relative tolerance is relative to what is left of the way.
    let tolerances = Tolerances(relative: tolerance, absolute: tolerance * 1e-4)
    var integration = Integration(
      of: field, from: problem.initialParameters, with: ExplicitRungeKutta(.dormandPrince5),
      IntegrationOptions(tolerances, maximumSteps: 10_000_000))
    return try times.map { time in
      while integration.time < time { try integration.step(notBeyond: time) }
      return integration.state
    }
  }

  /// The index of a time.
  func index(of time: Double) -> Int {
    var (low, high) = (0, times.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < time * (1 - 1e-9) - 1e-12 { low = middle + 1 } else { high = middle }
    }
    precondition(abs(times[low] - time) <= 2e-9 * time + 2e-12, "the flow is not known at this time")
    return low
  }
}

/// The way of one rule: where it was at which step.
struct DescentFlowPath: Codable {
  /// What is known of a place.
  struct Point: Codable {
    let step: Int
    let time: Double
    let state: [Double]
    var loss: Double
    /// λ_max of the exact Hessian.
    var sharpness = Double.nan
    var meanLog10Ratio = Double.nan
    /// ‖p − p*‖.
    var teacherDistance = Double.nan
    /// To the flow at the same time.
    var distance = Double.nan
    /// To the nearest point of the flow, whatever its time.
    var pathDistance = Double.nan
  }

  let process: String
  let rate: Double
  private(set) var points: [Point] = []
  /// Steps at which the loss was higher than before, and those of them in the last decade of time.
  private(set) var rises = 0
  private(set) var lateRises = 0
  /// The lowest loss of all steps.
  private(set) var lowestLoss = Double.infinity

  /// The steps at which a rule is observed: so many a decade of time, from the first step on.
  static func steps(rate: Double, horizon: Double, pointsPerDecade: Int) -> [Int] {
    let last = max(1, Int((horizon / rate).rounded()))
    let count = Int(log10(Double(last)) * Double(pointsPerDecade)) + 1
    let steps = (0...count).map { Int(pow(Double(last), Double($0) / Double(count)).rounded()) }
    return [0] + Set(steps).sorted()
  }

  /// Descends, and keeps the states at `steps`.
  init(_ optimizer: AnyOptimizer, _ problem: AttentionProblem, steps: [Int], check: () throws -> Void) throws
  {
    process = optimizer.name
    rate = optimizer.learningRate
    let kept = Set(steps)
    var descent = try Descent(
      on: problem.loss, members: [DescentMember(optimizer, from: problem.initialParameters)])
    var points: [Point] = []
    var (previous, rises, lateRises, lowest) = (Double.infinity, 0, 0, Double.infinity)
    let last = steps.last ?? 0
    try descent.advance(to: last, recording: .every(1)) { snapshot in
      let loss = snapshot.losses[0]
      if loss > previous { rises += 1 }
      if loss > previous, 10 * snapshot.step > last { lateRises += 1 }
      (previous, lowest) = (loss, min(lowest, loss))
      guard kept.contains(snapshot.step) else { return }
      try check()
      points.append(
        Point(
          step: snapshot.step, time: snapshot.time(0), state: snapshot.parameters.column(0), loss: loss))
    }
    (self.points, self.rises, self.lateRises, lowestLoss) = (points, rises, lateRises, lowest)
  }

  /// The flow itself, as if it were a rule; its steps are the observations.
  init(_ reference: DescentFlowReference, at times: [Double], _ problem: AttentionProblem) {
    process = "gradient-flow"
    rate = 0
    points = times.enumerated().map { step, time in
      let state = reference.states[reference.index(of: time)]
      return Point(
        step: step, time: time, state: state, loss: problem.loss.valueAndGradient(at: state).loss)
    }
    lowestLoss = points.map(\.loss).min() ?? .nan
  }

  /// Measures all places.
  mutating func measure(_ problem: AttentionProblem, _ flow: DescentFlowReference) throws {
    for k in points.indices {
      let state = points[k].state
      points[k].sharpness = try problem.loss.hessian(at: state).symmetricEigenvalues().last ?? .nan
      let logits = SoftmaxAttentionTeacher().logits(
        problem.dataset.tokens, problem.dataset.keyMatrix, prompt: problem.model(state).prompt)
      points[k].meanLog10Ratio = AttentionRatios(logits: logits).meanLog10Ratio
      points[k].teacherDistance = state.euclideanNorm
      points[k].distance = Self.distance(state, flow.states[flow.index(of: points[k].time)])
      points[k].pathDistance = flow.states.map { Self.distance(state, $0) }.min() ?? .nan
    }
  }

  /// max over the way of ηλ_max/2: above 1 the loss is sharper than descent at η bears.
  var edge: Double { points.map { rate * $0.sharpness / 2 }.max() ?? .nan }

  /// ηλ_max/2 at the end.
  var lateEdge: Double { points.last.map { rate * $0.sharpness / 2 } ?? .nan }

  /// Its median over the last decade of time.
  var medianLateEdge: Double {
    guard let last = points.last?.time else { return .nan }
    return points.filter { 10 * $0.time > last }.map { rate * $0.sharpness / 2 }.median
  }

  static func distance(_ one: [Double], _ other: [Double]) -> Double {
    zip(one, other).map { $0 - $1 }.euclideanNorm
  }
}
