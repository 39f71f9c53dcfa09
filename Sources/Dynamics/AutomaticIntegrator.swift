/// An explicit method where the problem is not stiff and a stiff one where it is, changing as often as the problem
/// does.
///
/// Stiffness shows in the explicit method's own stages, h·|λ| ≈ ‖k_{s+1} − k_s‖/‖y' − g_s‖·h at the edge of its
/// stability; that it is over in a power iteration for the largest |eigenvalue| of ∂f/∂y, one evaluation a step
/// (`StiffnessMonitor`, `SpectralRadius`). Dense output and statistics go on through a change; on a problem that is
/// never stiff the steps are those of the explicit method exactly.
///
/// - Complexity: As the method in charge.
/// - Reference: Shampine (1977), "Stiffness and nonstiff differential equation solvers II", ACM TOMS 3; Hairer and
///   Wanner (1996), §IV.2.
public struct AutomaticIntegrator<Stiff: Integrator>: Integrator {
  /// The method to begin with.
  public let explicit: ExplicitRungeKutta
  /// The method for stiff stretches.
  public let stiff: Stiff

  private let stabilityLimit: Double

  /// A choice between two methods; the explicit one's tableau must give an estimate of stiffness.
  public init(_ tableau: RungeKuttaTableau, _ stiff: Stiff) {
    precondition(tableau.estimatesStiffness, "two evaluations at the end of a step are needed")
    explicit = ExplicitRungeKutta(tableau)
    self.stiff = stiff
    stabilityLimit = tableau.realStabilityLimit()
  }

  /// The name in the catalogue.
  public var name: String { "automatic" }
  /// One line with the source.
  public var summary: String {
    "\(explicit.name) or \(stiff.name), as the problem is stiff or not (Shampine 1977; Petzold 1983)"
  }
  /// The lower one of the two.
  public var order: Int { min(explicit.order, stiff.order) }
  /// That of the method to begin with.
  public var errorExponent: Int { explicit.errorExponent }
  /// The lower one of the two.
  public var denseOrder: Int { min(explicit.denseOrder, stiff.denseOrder) }
  /// Where stability limits its steps it changes to a method of which it does not.
  public var isStiff: Bool { true }
  /// That of the method to begin with.
  public var controller: StepSizeController { explicit.controller }

  /// The buffers of both methods, and who is in charge.
  public struct Cache {
    var explicit: ExplicitRungeKutta.Cache
    var stiff: Stiff.Cache
    let explicitTraits: StepTraits
    let stiffTraits: StepTraits
    var monitor: StiffnessMonitor
    var radius: SpectralRadius
    /// The largest radius since the stiff method's cache was made.
    var largestRadius = 0.0
    /// The step last tried, and h·|λ| of it by the explicit method.
    var number = -1
    var product = Double.nan
  }

  /// Makes the buffers for `dimension` coordinates.
  public func makeCache(dimension: Int) -> Cache {
    Cache(
      explicit: explicit.makeCache(dimension: dimension), stiff: stiff.makeCache(dimension: dimension),
      explicitTraits: StepTraits(of: explicit), stiffTraits: StepTraits(of: stiff),
      monitor: StiffnessMonitor(limit: stabilityLimit), radius: SpectralRadius(dimension: dimension))
  }

  /// Takes one step by the method in charge.
  public func advance<Field: VectorField>(
    _ step: inout Step, on field: Field, norm: any ErrorNorm, workspace: inout Field.Workspace,
    cache: inout Cache, statistics: inout IntegrationStatistics
  ) throws(StepFailure) -> Double {
    // The first try of a step: the one before has been accepted.
    if cache.number != step.number {
      cache.number = step.number
      choose(step, field, &workspace, &cache, &statistics)
    }
    if cache.monitor.isStiff {
      (step.traits, step.stiffness) = (cache.stiffTraits, .nan)
      return try stiff.advance(
        &step, on: field, norm: norm, workspace: &workspace, cache: &cache.stiff, statistics: &statistics)
    }
    step.traits = cache.explicitTraits
    let error = try explicit.advance(
      &step, on: field, norm: norm, workspace: &workspace, cache: &cache.explicit, statistics: &statistics)
    cache.product = step.stiffness
    return error
  }

  /// Writes the dense output of the method that took the step.
  public func interpolate<Field: VectorField>(
    _ fraction: Double, of step: Step, on field: Field, into state: inout [Double],
    workspace: inout Field.Workspace, cache: inout Cache, statistics: inout IntegrationStatistics
  ) {
    if cache.monitor.isStiff {
      stiff.interpolate(
        fraction, of: step, on: field, into: &state, workspace: &workspace, cache: &cache.stiff,
        statistics: &statistics)
    } else {
      explicit.interpolate(
        fraction, of: step, on: field, into: &state, workspace: &workspace, cache: &cache.explicit,
        statistics: &statistics)
    }
  }

  /// Decides who takes a step.
  private func choose<Field: VectorField>(
    _ step: Step, _ field: Field, _ workspace: inout Field.Workspace, _ cache: inout Cache,
    _ statistics: inout IntegrationStatistics
  ) {
    let wasStiff = cache.monitor.isStiff
    if wasStiff { iterate(1, step, field, &workspace, &cache, &statistics) }
    let product = wasStiff ? step.size * cache.radius.estimate : cache.product
    guard cache.monitor.note(product) else {
      if wasStiff { refresh(step, &cache) }
      return
    }
    statistics.switches += 1
    guard !wasStiff else {
      cache.product = .nan
      return
    }
    // A fresh cache: nothing it remembers is of the step before.
    cache.stiff = stiff.makeCache(dimension: step.state.count)
    iterate(Self.firstIterations, step, field, &workspace, &cache, &statistics)
    cache.largestRadius = 0
  }

  /// Lets the stiff method begin anew where the radius has halved.
  ///
  /// By a Jacobian of stiffness that is over, an iteration makes tiny corrections: a method that keeps Jacobians
  /// would notice (`JacobianAgreement`), but only after iterations in vain.
  private func refresh(_ step: Step, _ cache: inout Cache) {
    let radius = cache.radius.estimate
    if radius < 0.5 * cache.largestRadius {
      cache.stiff = stiff.makeCache(dimension: step.state.count)
      cache.largestRadius = radius
    } else if radius.isFinite {
      cache.largestRadius = max(cache.largestRadius, radius)
    }
  }

  /// Iterations at a change, from a direction that may be long out of date.
  private static var firstIterations: Int { 5 }

  private func iterate<Field: VectorField>(
    _ count: Int, _ step: Step, _ field: Field, _ workspace: inout Field.Workspace, _ cache: inout Cache,
    _ statistics: inout IntegrationStatistics
  ) {
    for _ in 0..<count {
      cache.radius.iterate(
        field, at: step.time, step.state, derivative: step.derivative, workspace: &workspace)
    }
    statistics.evaluations += count
  }
}

extension AutomaticIntegrator.Cache: Sendable where Stiff.Cache: Sendable {}
