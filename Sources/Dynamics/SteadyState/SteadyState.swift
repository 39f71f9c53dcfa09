internal import LinearAlgebra

/// Where a flow comes to rest, or why it is not known to.
public struct SteadyState: Equatable, Sendable {
  /// How a search ended.
  public enum Outcome: Equatable, Sendable {
    /// At a point of rest that perturbations come back to.
    case rest
    /// At the final time, beside a point of rest that perturbations lead away from, such as a saddle.
    case unstable
    /// At the final time with small rates, but no point of rest near: a stall or a plateau.
    case stalled
    /// At the final time, still moving.
    case moving
    /// The integration could not go on, or met a limit.
    case failed(IntegrationError)
  }

  /// How the search ended.
  public let outcome: Outcome
  /// The time reached.
  public let time: Double
  /// The accepted state there.
  public let state: [Double]
  /// The largest (t − t₀)·|fᵢ| in units of the tolerance of its coordinate, with f at the accepted state: what it would
  /// move by in the time elapsed so far again.
  public let residual: Double
  /// The coordinate of that residual.
  public let coordinate: Int
  /// The point of rest, polished; nil unless at rest or beside an unstable point.
  public let point: [Double]?
  /// The residual of the point.
  public let polishedResidual: Double?
  /// The largest change of a coordinate by polishing, in units of its tolerance.
  public let distance: Double?
  /// What it cost.
  public let statistics: IntegrationStatistics

  /// The largest (t − t₀)·|fᵢ|/toleranceᵢ and its coordinate; a coordinate without tolerance rests only at zero.
  static func residual(_ derivative: [Double], at state: [Double], _ norm: any ErrorNorm, elapsed: Double)
    -> (largest: Double, coordinate: Int)
  {
    var worst = (largest: 0.0, coordinate: 0)
    for i in derivative.indices where derivative[i] != 0 {
      let residual = elapsed * abs(derivative[i]) / norm.scale(i, from: state, to: state)
      if residual.isNaN { return (.infinity, i) }
      if residual > worst.largest { worst = (residual, i) }
    }
    return worst
  }
}

extension InitialValueProblem {
  /// Runs until the flow rests, and finds the point exactly.
  ///
  /// A small rate is no sign of rest: what decays like a power of t has rates that fall below any threshold while it
  /// is far from where it goes. Each coordinate counts in units of its own tolerance, and in the logarithm of time:
  /// at rest (t − t₀)·|fᵢ| ≤ `residual`·toleranceᵢ for all, at the ends of `consecutive` accepted steps in a row,
  /// with f evaluated at the accepted state itself. Then the equations f = 0 are solved from there
  /// (`PseudoTransient`). The point counts only if no coordinate moves by more than its tolerance on the way, the
  /// residual falls tenfold or to rounding, and perturbations do not grow within the time elapsed. Otherwise the flow
  /// goes on, and another attempt is made when the time has doubled.
  ///
  /// - Parameters:
  ///   - method: A stiff one, as a rule: steps grow without bound on the way to rest.
  ///   - options: An absolute tolerance says what is as good as zero. Nothing is saved.
  ///   - residual: How many tolerances a coordinate at rest may move in the time elapsed.
  ///   - consecutive: How many accepted steps in a row must find the flow at rest.
  /// - Precondition: The field is autonomous.
  public func settle<Method: Integrator>(
    with method: Method, _ options: IntegrationOptions, residual: Double = 0.1, consecutive: Int = 3
  ) -> SteadyState {
    precondition(field.isAutonomous, "only the flow of an autonomous field can rest")
    var integration = Integration(of: field, from: initialState, at: initialTime, with: method, options)
    var search = SteadyStateSearch(
      field, options.tolerances, from: initialTime,
      RestCriterion(residual: residual, consecutive: consecutive))
    if let failure = integration.failure { search.outcome = .failed(failure) }
    while search.outcome == nil, integration.time < finalTime {
      do {
        try integration.step(notBeyond: finalTime)
        search.examine(integration.state, integration.derivative, at: integration.time)
      } catch {
        search.outcome = .failed(error)
      }
    }
    return search.result(integration.time, integration.state, integration.derivative, integration.statistics)
  }
}

/// What a search knows so far.
struct SteadyStateSearch<Field: VectorField> {
  let field: Field
  let norm: any ErrorNorm
  let start: Double
  var outcome: SteadyState.Outcome?

  private var criterion: RestCriterion
  /// What the last examination led to, should the flow end here.
  private var verdict = SteadyState.Outcome.moving
  private var point: PseudoTransient<Field>.Point?
  private var distance: Double?
  /// No polishing before this time, after an attempt that failed.
  private var nextAttempt: Double
  private var (evaluations, jacobians) = (0, 0)

  init(_ field: Field, _ tolerances: Tolerances, from start: Double, _ criterion: RestCriterion) {
    (self.field, self.start, self.criterion) = (field, start, criterion)
    norm = field.errorNorm(tolerances)
    nextAttempt = start
  }

  /// Looks at an accepted state.
  mutating func examine(_ state: [Double], _ derivative: [Double], at time: Double) {
    let residual = SteadyState.residual(derivative, at: state, norm, elapsed: time - start).largest
    guard criterion.note(residual) else {
      (verdict, point, distance, nextAttempt) = (.moving, nil, nil, start)
      return
    }
    guard time >= nextAttempt else { return }
    nextAttempt = time + (time - start)
    verdict = polish(state, residual, at: time)
    if verdict == .rest { outcome = .rest }
  }

  private mutating func polish(_ state: [Double], _ residual: Double, at time: Double) -> SteadyState.Outcome
  {
    (point, distance) = (nil, nil)
    var polishing = PseudoTransient(field, norm, from: start, to: time)
    let found = polishing.polish(state)
    evaluations += polishing.evaluations
    jacobians += polishing.jacobians
    guard let found, found.residual <= max(0.1 * residual, found.rounding) else { return .stalled }
    let moved = state.indices.reduce(0) { largest, i in
      let change = abs(found.state[i] - state[i])
      return change == 0 ? largest : max(largest, change / norm.scale(i, from: state, to: state))
    }
    guard moved <= 1 else { return .stalled }
    (point, distance) = (found, moved)
    // What differences leave uncertain of J, and what takes longer than the time elapsed, is no instability.
    let precision = (found.isByDifferences ? 1e-7 : 1e-13) * found.jacobian.frobeniusNorm
    let isStable = LinearStability.isStable(
      found.jacobian, tolerating: max(1 / (time - start), precision))
    return isStable == true ? .rest : .unstable
  }

  func result(_ time: Double, _ state: [Double], _ derivative: [Double], _ statistics: IntegrationStatistics)
    -> SteadyState
  {
    var statistics = statistics
    statistics.evaluations += evaluations
    statistics.jacobians += jacobians
    let residual = SteadyState.residual(derivative, at: state, norm, elapsed: time - start)
    return SteadyState(
      outcome: outcome ?? verdict, time: time, state: state, residual: residual.largest,
      coordinate: residual.coordinate, point: point?.state, polishedResidual: point?.residual,
      distance: distance, statistics: statistics)
  }
}
