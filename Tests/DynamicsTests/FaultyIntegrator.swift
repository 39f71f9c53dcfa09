import Dynamics

/// A Runge–Kutta pair with a planted fault past the tableau's own checks, which the conformance suite must reject.
struct FaultyIntegrator: Integrator {
  enum Fault: CaseIterable {
    /// No fault: the twin that must pass.
    case none
    /// The new state is off by h·1e-4·ẏ: a weight with a wrong digit.
    case wrongWeight
    /// The error estimate has one weight with a wrong digit.
    case wrongErrorWeight
    /// The error estimate lacks its factor h.
    case droppedFactor
    /// The error estimate is zero: every step is accepted.
    case noError
    /// Stages are evaluated at the beginning of the step, whatever their nodes.
    case frozenTime
    /// Dense output is linear between the ends.
    case linearDense
    /// f at the end is said to be known, but is that of the step's beginning.
    case staleDerivative
  }

  let base = ExplicitRungeKutta(.dormandPrince5)
  let fault: Fault
  var name: String { "faulty" }
  var summary: String { "wrong" }
  var order: Int { base.order }
  var errorExponent: Int { base.errorExponent }
  var denseOrder: Int { base.denseOrder }
  var isStiff: Bool { false }

  func makeCache(dimension: Int) -> ExplicitRungeKutta.Cache { base.makeCache(dimension: dimension) }

  func advance<Field: VectorField>(
    _ step: inout Step, on field: Field, norm: any ErrorNorm, workspace: inout Field.Workspace,
    cache: inout ExplicitRungeKutta.Cache, statistics: inout IntegrationStatistics
  ) throws(StepFailure) -> Double {
    if fault == .frozenTime {
      var frozen = Frozen<Field>.Workspace(base: workspace)
      defer { workspace = frozen.base }
      return try base.advance(
        &step, on: Frozen(base: field, time: step.time), norm: norm, workspace: &frozen, cache: &cache,
        statistics: &statistics)
    }
    let error = try base.advance(
      &step, on: field, norm: norm, workspace: &workspace, cache: &cache, statistics: &statistics)
    let h = step.size
    switch fault {
    case .wrongWeight:
      for i in step.nextState.indices { step.nextState[i] += 1e-4 * h * step.derivative[i] }
      step.knowsNextDerivative = false
      return error
    case .wrongErrorWeight:
      for i in step.error.indices { step.error[i] += 1e-4 * h * step.derivative[i] }
    case .droppedFactor:
      for i in step.error.indices { step.error[i] /= h }
    case .noError:
      for i in step.error.indices { step.error[i] = 0 }
    case .staleDerivative:
      for i in step.error.indices { step.nextDerivative[i] = step.derivative[i] }
    default: return error
    }
    return norm.norm(of: step.error, from: step.state, to: step.nextState)
  }

  func interpolate<Field: VectorField>(
    _ fraction: Double, of step: Step, on field: Field, into state: inout [Double],
    workspace: inout Field.Workspace, cache: inout ExplicitRungeKutta.Cache,
    statistics: inout IntegrationStatistics
  ) {
    guard fault == .linearDense else {
      base.interpolate(
        fraction, of: step, on: field, into: &state, workspace: &workspace, cache: &cache,
        statistics: &statistics)
      return
    }
    for i in state.indices { state[i] = step.state[i] + fraction * (step.nextState[i] - step.state[i]) }
  }
}

/// A field whose clock stands still.
private struct Frozen<Base: VectorField>: VectorField {
  let base: Base
  let time: Double
  var dimension: Int { base.dimension }

  struct Workspace { var base: Base.Workspace }

  func makeWorkspace() -> Workspace { Workspace(base: base.makeWorkspace()) }

  func evaluate(
    at time: Double, _ state: [Double], into derivative: inout [Double], workspace: inout Workspace
  ) {
    base.evaluate(at: self.time, state, into: &derivative, workspace: &workspace.base)
  }
}
