/// An integration in progress: steps of one method on one field, as long as their errors allow.
///
///     var integration = Integration(of: field, from: [1, 0], with: method, options)
///     while integration.time < 10 { try integration.step(notBeyond: 10) }
///
/// After each step the whole of it is at hand: its ends, and dense output between them. ``InitialValueProblem`` drives
/// it and saves; whoever needs more of the trajectory than that steps on his own.
///
/// - Complexity: Steps allocate nothing if neither the field nor the method does.
public struct Integration<Method: Integrator, Field: VectorField> {
  /// The method.
  public let method: Method
  /// The right-hand side.
  public let field: Field
  /// The options.
  public let options: IntegrationOptions
  /// What it cost so far.
  public private(set) var statistics = IntegrationStatistics()
  /// The step last accepted; before the first one its ends coincide.
  public private(set) var lastStep: Step

  private let norm: any ErrorNorm
  private let traits: StepTraits
  private var history = StepSizeController.History()
  private var workspace: Field.Workspace
  private var cache: Method.Cache
  /// The step the controller would like next; 0: not yet known.
  private var proposedSize = 0.0
  private var deadline: ContinuousClock.Instant?
  private var arrival: Double
  /// The error that stopped it, if one did.
  public private(set) var failure: IntegrationError?

  /// The integration of `field` from `state` at `time`; evaluates the field once.
  public init(
    of field: Field, from state: [Double], at time: Double = 0, with method: Method,
    _ options: IntegrationOptions
  ) {
    precondition(state.count == field.dimension, "the state must have the field's dimension")
    precondition(options.fixedStep.map { $0 > 0 } ?? true, "a fixed step is positive")
    precondition(options.largestStep > 0, "the largest step is positive")
    self.field = field
    self.method = method
    self.options = options
    norm = field.errorNorm(options.tolerances)
    traits = StepTraits(of: method)
    workspace = field.makeWorkspace()
    cache = method.makeCache(dimension: field.dimension)
    lastStep = Step(time: time, state: state, traits: traits)
    arrival = time
    field.evaluate(at: time, state, into: &lastStep.nextDerivative, workspace: &workspace)
    statistics.evaluations += 1
    deadline = options.maximumSeconds.map { .now + .seconds($0) }
    if let i = state.firstIndex(where: { !$0.isFinite }) {
      failure = .notFinite(time: time, coordinate: i, value: state[i])
    } else {
      failure = nonFiniteDerivative()
      if failure == nil, let i = field.inadmissibleCoordinate(at: time, state) {
        failure = .leftDomain(time: time, coordinate: i, value: state[i])
      }
    }
  }

  /// t reached: the end of a step that was to end there, exactly.
  public var time: Double { arrival }

  /// y at ``time``.
  public var state: [Double] { lastStep.nextState }

  /// f at ``time``.
  public var derivative: [Double] { lastStep.nextDerivative }

  /// Takes one accepted step, trying shorter ones as long as the error is too large; the last ends at `end` exactly.
  ///
  /// - Throws: ``IntegrationError``; the integration then stays where it is for good.
  public mutating func step(notBeyond end: Double) throws(IntegrationError) {
    precondition(end > time, "a step needs room: the end must lie after the time reached")
    if let failure { throw failure }
    begin()
    if options.fixedStep == nil, let error = toleranceBelowRounding() { try fail(error) }
    if proposedSize == 0 { proposedSize = firstSize(notBeyond: end) }
    var size = min(proposedSize, options.largestStep)
    while true {
      let isLast = lastStep.time + size * (1 + 1e-3) >= end
      let wanted = size
      if isLast { size = end - lastStep.time }
      // A step must move time, and not by rounding alone.
      guard lastStep.time + size / 4 > lastStep.time else { try fail(underflow(size)) }
      if statistics.steps >= options.maximumSteps { try fail(tooManySteps(size)) }
      if let deadline, ContinuousClock.now > deadline {
        try fail(
          .outOfTime(
            seconds: options.maximumSeconds ?? 0, time: lastStep.time, stepSize: size,
            coordinate: worstCoordinate))
      }
      lastStep.size = size
      let error = attempt()
      if let error, error <= 1 || options.fixedStep != nil {
        accept(error, wanted: wanted, end: isLast ? end : nil)
        return
      }
      statistics.rejected += 1
      size *= controller.factorAfterRejection(
        error: error ?? .nan, exponent: lastStep.traits.errorExponent, history: &history)
    }
  }

  /// Writes y(`time`) for a time within the step last accepted.
  ///
  /// - Complexity: O(n) a stage of the method; methods with extra stages evaluate them once a step.
  public mutating func interpolate(at time: Double, into state: inout [Double]) {
    precondition(time >= lastStep.time && time <= self.time, "dense output covers the step last accepted")
    if time == self.time {
      state.assign(lastStep.nextState)
    } else if time == lastStep.time {
      state.assign(lastStep.state)
    } else {
      method.interpolate(
        (time - lastStep.time) / lastStep.size, of: lastStep, on: field, into: &state, workspace: &workspace,
        cache: &cache, statistics: &statistics)
    }
  }

  // MARK: One step

  private var controller: StepSizeController { options.controller ?? lastStep.traits.controller }

  /// The end of the last step becomes the beginning of the next.
  private mutating func begin() {
    lastStep.time = arrival
    lastStep.size = 0
    lastStep.number += 1
    swap(&lastStep.state, &lastStep.nextState)
    swap(&lastStep.derivative, &lastStep.nextDerivative)
  }

  /// Back to where the last accepted step ended: there is no next one.
  private mutating func fail(_ error: IntegrationError) throws(IntegrationError) -> Never {
    failure = error
    lastStep.size = 0
    lastStep.nextState.assign(lastStep.state)
    lastStep.nextDerivative.assign(lastStep.derivative)
    throw error
  }

  private var obstacle: StepObstacle?
  private var lastError = Double.nan

  /// Tries the step; nil if it led nowhere.
  private mutating func attempt() -> Double? {
    obstacle = nil
    lastStep.knowsNextDerivative = false
    lastStep.traits = traits
    do {
      lastError = try method.advance(
        &lastStep, on: field, norm: norm, workspace: &workspace, cache: &cache, statistics: &statistics)
    } catch {
      lastError = .nan
      obstacle = .failure(error)
      return nil
    }
    if let i = lastStep.nextState.firstIndex(where: { !$0.isFinite }) {
      obstacle = .notFinite(coordinate: i, value: lastStep.nextState[i])
      return nil
    }
    if let i = field.inadmissibleCoordinate(at: lastStep.nextTime, lastStep.nextState) {
      obstacle = .domain(coordinate: i, value: lastStep.nextState[i])
      return nil
    }
    guard lastError.isFinite || options.fixedStep != nil else {
      let i = norm.worstCoordinate(of: lastStep.error, from: lastStep.state, to: lastStep.nextState)
      obstacle = .notFinite(coordinate: i, value: lastStep.error[i])
      return nil
    }
    // A step that would be accepted must also be one to go on from.
    guard lastError <= 1 || options.fixedStep != nil else { return lastError }
    if !lastStep.knowsNextDerivative {
      field.evaluate(
        at: lastStep.nextTime, lastStep.nextState, into: &lastStep.nextDerivative, workspace: &workspace)
      statistics.evaluations += 1
    }
    if case .notFinite(_, let i, let value) = nonFiniteDerivative() {
      obstacle = .notFinite(coordinate: i, value: value)
      return nil
    }
    return lastError
  }

  private mutating func accept(_ error: Double, wanted: Double, end: Double?) {
    statistics.accepted += 1
    if lastStep.traits.isStiff { statistics.acceptedStiff += 1 }
    let size = lastStep.size
    if let fixed = options.fixedStep {
      proposedSize = fixed
    } else {
      let factor = controller.factorAfterAcceptance(
        error: error, size: size, exponent: lastStep.traits.errorExponent, history: &history)
      // A step cut short by the end says little about the next one.
      proposedSize = end == nil ? size * factor : max(size * factor, wanted)
    }
    arrival = end ?? lastStep.time + size
  }

  // MARK: Failures

  private func nonFiniteDerivative() -> IntegrationError? {
    guard let i = lastStep.nextDerivative.firstIndex(where: { !$0.isFinite }) else { return nil }
    return .notFinite(time: lastStep.nextTime, coordinate: i, value: lastStep.nextDerivative[i])
  }

  private var worstCoordinate: Int {
    norm.worstCoordinate(of: lastStep.error, from: lastStep.state, to: lastStep.nextState)
  }

  /// No step is as accurate as is wanted if the state is not even stored so accurately.
  private mutating func toleranceBelowRounding() -> IntegrationError? {
    let state = lastStep.state
    lastStep.error.clear()
    lastStep.error.add(Double.ulpOfOne / 2, times: state)
    guard norm.norm(of: lastStep.error, from: state, to: state) > 1 else { return nil }
    let i = norm.worstCoordinate(of: lastStep.error, from: state, to: state)
    return .toleranceBelowRounding(time: lastStep.time, coordinate: i, value: state[i])
  }

  private func underflow(_ size: Double) -> IntegrationError {
    obstacle?.error(at: lastStep.time, dimension: field.dimension)
      ?? .stepSizeUnderflow(
        time: lastStep.time, stepSize: size, coordinate: worstCoordinate, scaledError: lastError)
  }

  private func tooManySteps(_ size: Double) -> IntegrationError {
    .tooManySteps(
      limit: options.maximumSteps, time: lastStep.time, stepSize: size, coordinate: worstCoordinate,
      stiffness: lastStep.stiffness)
  }

  private mutating func firstSize(notBeyond end: Double) -> Double {
    if let fixed = options.fixedStep { return fixed }
    let length = end - lastStep.time
    if let given = options.initialStep { return min(given, length) }
    statistics.evaluations += 1
    return StartingStep.size(
      for: &lastStep, on: field, norm: norm, exponent: method.errorExponent,
      largest: min(length, options.largestStep), workspace: &workspace)
  }
}

extension Integration: Sendable where Field.Workspace: Sendable, Method.Cache: Sendable {}
