internal import Foundation

/// A simplex flow through tens of decades of time.
///
/// Flows to a target near the boundary are slow like a power of t before they are slow like an exponential, so their
/// clock is τ = log(1 + t/t₀): a stall, ẋ ∝ −x³ or −x², is a straight line there and costs a few steps a decade. The
/// replicator equation of payoffs runs in t itself. Every step is implicit (`SimplexStep`) and every log-ratio is
/// controlled: each coordinate's relative error is bounded, however small the coordinate.
///
/// - Complexity: some twenty steps a phase of the flow, 18·n³ flops for each of their two or three iterations.
public struct SimplexIntegration: Sendable {
  /// How to integrate.
  public struct Options: Equatable, Sendable {
    /// The largest local error of any log-ratio in a step; below weights of 1e-300 relative to log 1e-300.
    public var tolerance = 1e-8
    /// Counts errors relative to the largest log-ratio where that is below one: a decay stays accurate beside what
    /// is left of it.
    public var isRelativeToDistance = false
    /// The most steps, accepted or not.
    public var stepLimit = 1_000_000

    /// The defaults.
    public init() {}

    /// The defaults but the tolerance.
    public init(tolerance: Double) { self.tolerance = tolerance }
  }

  /// The flow.
  public let flow: SimplexFlow
  /// How it is integrated.
  public let options: Options
  /// t.
  public private(set) var time = 0.0
  /// x(t).
  public private(set) var state: SimplexState
  /// Accepted steps so far.
  public private(set) var steps = 0
  /// Rejected steps so far, and those whose Newton iteration failed.
  public private(set) var rejected = 0
  private var step: SimplexStep
  private let clock: Clock
  private var proposal: Double
  private var last: LastStep?
  /// The largest error of the last attempt, in tolerances, and whose it was.
  private var worst = (error: 0.0, coordinate: 0)

  /// A flow at the time 0 from the point with weights proportional to exp(logits).
  public init(_ flow: SimplexFlow, fromLogits logits: [Double], options: Options = Options()) {
    precondition(options.tolerance > 0 && options.tolerance < 1, "a tolerance lies between 0 and 1")
    self.flow = flow
    self.options = options
    state = SimplexState(logits: logits, on: flow)
    step = SimplexStep(flow)
    let rates = flow.rates(state)
    let mean = rates.reduce(0, +) / Double(rates.count)
    let fastest = rates.reduce(0) { max($0, abs($1 - mean)) }
    let scale = fastest > 0 && fastest.isFinite ? 1 / fastest : 1
    clock = Clock(scale: scale, isLogarithmic: flow.geometry == .gradient || flow.hasTarget)
    proposal = 0.1 * pow(options.tolerance, 0.25) * (clock.isLogarithmic ? 1 : scale)
  }

  /// Evaluations of the force so far.
  public var evaluations: Int { step.evaluations }
  /// Iterations of Newton's method so far.
  public var newtonIterations: Int { step.iterations }

  /// Runs to a later time exactly.
  ///
  /// - Throws: ``IntegrationError/tooManySteps(limit:time:stepSize:coordinate:stiffness:)`` or
  ///   ``IntegrationError/stepSizeUnderflow(time:stepSize:coordinate:scaledError:)``, at the state that was reached.
  public mutating func advance(to end: Double) throws(IntegrationError) {
    precondition(end >= time && end.isFinite, "a flow runs forward to a finite time")
    while time < end {
      if flow.isStationary(state) { (time, last) = (end, nil) } else { try takeStep(notBeyond: end) }
    }
  }

  /// One accepted step, which does not lead beyond a later time.
  ///
  /// - Throws: As ``advance(to:)``.
  mutating func takeStep(notBeyond end: Double) throws(IntegrationError) {
    let (target, before) = (clock.reading(end), steps)
    let now = clock.reading(time)
    while steps == before {
      guard steps + rejected < options.stepLimit else {
        throw .tooManySteps(
          limit: options.stepLimit, time: time, stepSize: clock.time(now + proposal) - time,
          coordinate: worst.coordinate, stiffness: 0)
      }
      guard now + proposal > now else {
        throw .stepSizeUnderflow(
          time: time, stepSize: proposal * clock.rate(now), coordinate: worst.coordinate,
          scaledError: worst.error)
      }
      // Two equal steps rather than a long and a very short one.
      let remaining = target - now
      let size = remaining <= proposal ? remaining : min(proposal, 0.5 * remaining)
      attempt(size, from: now, endingAt: remaining <= proposal ? end : nil)
    }
  }

  /// d log x_i/d log t at the end of the last step, from its collocation polynomial.
  var logarithmicRates: [Double] {
    guard let last else { return [Double](repeating: 0, count: flow.count) }
    let scale = time / (last.size * clock.rate(clock.reading(time)))
    return (0..<flow.count).map { a in
      scale * (0..<3).reduce(0) { $0 + RadauStages.inverse[2][$1] * last.increments[$1][a] }
    }
  }

  private mutating func attempt(_ size: Double, from now: Double, endingAt end: Double?) {
    guard let result = stages(size, from: now) else {
      worst = (.infinity, state.closing)
      retry(size, by: 0.25)
      return
    }
    var next = result.stages[2]
    let distance = next.logRatios.reduce(0) { max($0, abs($1)) }
    let scale =
      options.isRelativeToDistance && flow.hasTarget
      ? min(1, max(distance, Double.leastNormalMagnitude)) : 1
    worst = (0, state.closing)
    for (index, error) in result.errors.enumerated() {
      let coordinate = index < state.closing ? index : index + 1
      let logRatio = next.logRatios[coordinate]
      // Beyond the range of weights relative to the log-ratio; what Newton's method leaves is amplified by the
      // estimate's weights.
      let extinction = max(1, abs(logRatio) / -SimplexFlow.smallestLogWeight)
      let tolerated = max(
        scale * options.tolerance * extinction, 8 * SimplexState.rounding(ofLogRatio: logRatio))
      let scaled = abs(error) / tolerated
      if !(scaled <= worst.error) { worst = (scaled, coordinate) }
    }
    let factor = Self.safety * pow(max(worst.error, 1e-12), -0.25)
    guard worst.error <= 1 else {
      retry(size, by: worst.error.isFinite ? max(0.1, factor) : 0.1)
      return
    }
    steps += 1
    last = LastStep(
      size: size, start: state.logRatios,
      increments: result.stages.map { stage in
        stage.logRatios.indices.map { stage.logRatios[$0] - state.logRatios[$0] }
      })
    time = end ?? clock.time(now + size)
    next.chooseClosing(flow)
    state = next
    // A step cut short to end on time says little about the next one.
    let grown = size * min(Self.largestGrowth, factor)
    proposal = end == nil ? grown : max(proposal, grown)
  }

  /// The stages of a step; nil if Newton's method finds none.
  private mutating func stages(_ size: Double, from now: Double) -> SimplexStep.Result? {
    let weights = RadauStages.nodes.map { size * clock.rate(now + $0 * size) }
    let startWeight = size * clock.rate(now)
    if let result = step.take(from: state, weights: weights, startWeight: startWeight, guess: guess(size)) {
      return result
    }
    // The continued polynomial may have led astray.
    guard last != nil else { return nil }
    last = nil
    return step.take(from: state, weights: weights, startWeight: startWeight, guess: guess(size))
  }

  private mutating func retry(_ size: Double, by factor: Double) {
    rejected += 1
    proposal = size * factor
    last = nil
  }

  private static let safety = 0.9
  private static let largestGrowth = 8.0
  /// How far a guess may lead from the state, where weights are numbers.
  private static let largestLeap = 20.0

  /// The last step's collocation polynomial, continued over the next step where it does not lead far away.
  private func guess(_ size: Double) -> [[Double]] {
    guard let last else { return [[Double]](repeating: state.logRatios, count: 3) }
    return RadauStages.nodes.map { node in
      let theta = 1 + node * size / last.size
      let basis = (1...3).map { RadauStages.basis($0, at: theta) }
      let continued = state.logRatios.indices.map { a in
        (0..<3).reduce(last.start[a]) { $0 + basis[$1] * last.increments[$1][a] }
      }
      let leadsAstray = zip(continued, state.logRatios).contains { guess, now in
        abs(guess - now) > (SimplexState.isBeyondWeights(now) ? abs(now) : Self.largestLeap)
      }
      return leadsAstray && flow.hasTarget ? state.logRatios : continued
    }
  }

  private struct LastStep: Sendable {
    let size: Double
    let start: [Double]
    let increments: [[Double]]
  }

  /// The variable in which steps are taken: t, or log(1 + t/t₀).
  private struct Clock: Sendable {
    let scale: Double
    let isLogarithmic: Bool

    func reading(_ time: Double) -> Double { isLogarithmic ? log1p(time / scale) : time }
    func time(_ reading: Double) -> Double { isLogarithmic ? scale * expm1(reading) : reading }
    /// dt by the reading.
    func rate(_ reading: Double) -> Double { isLogarithmic ? scale * exp(reading) : 1 }
  }
}
