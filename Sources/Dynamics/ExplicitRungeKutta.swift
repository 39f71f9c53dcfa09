internal import Foundation

/// An explicit Runge–Kutta pair: a tableau, and the step every tableau takes.
///
/// - Complexity: One evaluation a stage and 2·n flops for each non-zero coefficient; steps allocate nothing.
/// - Reference: Hairer, Nørsett and Wanner (1993), §II.4–II.6.
public struct ExplicitRungeKutta: Integrator, Equatable {
  /// The coefficients.
  public let tableau: RungeKuttaTableau

  /// The method of a tableau.
  public init(_ tableau: RungeKuttaTableau) { self.tableau = tableau }

  /// The name in the catalogue.
  public var name: String { tableau.name }
  /// One line with the source.
  public var summary: String { tableau.summary }
  /// p.
  public var order: Int { tableau.order }
  /// The embedded order and one.
  public var errorExponent: Int { tableau.secondError == nil ? tableau.embeddedOrder + 1 : tableau.order }
  /// The order of the dense output.
  public var denseOrder: Int { tableau.denseOrder }
  /// The region of stability is bounded.
  public var isStiff: Bool { false }

  /// The stages of the last step.
  public struct Cache: Sendable {
    /// k₂ … k_s, without the first, which is the step's derivative, and without f at the new state.
    var stages: [[Double]]
    /// The further stages of the dense output.
    var extraStages: [[Double]]
    /// The step whose extra stages these are.
    var extraStagesOf = -1
    /// The state of a stage.
    var argument: [Double]
    /// The second error estimate.
    var secondError: [Double]
    /// f at the new state less the last stage.
    var difference: [Double]
  }

  /// Makes the buffers for `dimension` coordinates.
  public func makeCache(dimension: Int) -> Cache {
    let zeros = Array(repeating: 0.0, count: dimension)
    return Cache(
      stages: Array(repeating: zeros, count: tableau.weights.count - 1),
      extraStages: Array(repeating: zeros, count: tableau.extraStages.count), argument: zeros,
      secondError: tableau.secondError == nil ? [] : zeros,
      difference: tableau.estimatesStiffness ? zeros : [])
  }

  /// Takes one step.
  public func advance<Field: VectorField>(
    _ step: inout Step, on field: Field, norm: any ErrorNorm, workspace: inout Field.Workspace,
    cache: inout Cache, statistics: inout IntegrationStatistics
  ) throws(StepFailure) -> Double {
    let (h, last) = (step.size, tableau.weights.count)
    for i in 1..<max(last, 1) {
      cache.argument.assign(step.state)
      Self.add(tableau.stages[i], h, step.derivative, cache.stages, to: &cache.argument)
      field.evaluate(
        at: step.time + tableau.nodes[i] * h, cache.argument, into: &cache.stages[i - 1],
        workspace: &workspace)
    }
    statistics.evaluations += last - 1
    step.nextState.assign(step.state)
    Self.add(tableau.weights, h, step.derivative, cache.stages, to: &step.nextState)
    step.knowsNextDerivative = tableau.errorNeedsNextDerivative
    if step.knowsNextDerivative {
      field.evaluate(
        at: step.nextTime, step.nextState, into: &step.nextDerivative, workspace: &workspace)
      statistics.evaluations += 1
    }
    step.error.clear()
    Self.add(
      tableau.errorWeights, h, step.derivative, cache.stages, step.nextDerivative, to: &step.error)
    step.stiffness = stiffness(step, norm, &cache)
    let error = norm.norm(of: step.error, from: step.state, to: step.nextState)
    guard let second = tableau.secondError else { return error }
    cache.secondError.clear()
    Self.add(
      second.weights, h, step.derivative, cache.stages, step.nextDerivative, to: &cache.secondError)
    let other = norm.norm(of: cache.secondError, from: step.state, to: step.nextState)
    guard error > 0 else { return error }
    let share = error / (error * error + 0.01 * other * other).squareRoot()
    for i in step.error.indices { step.error[i] *= share }
    return error * share
  }

  /// Writes the dense output, after the extra stages if there are any and they are not yet known.
  public func interpolate<Field: VectorField>(
    _ fraction: Double, of step: Step, on field: Field, into state: inout [Double],
    workspace: inout Field.Workspace, cache: inout Cache, statistics: inout IntegrationStatistics
  ) {
    let proper = tableau.weights.count + 1
    if cache.extraStagesOf != step.number, !tableau.extraStages.isEmpty {
      for (i, row) in tableau.extraStages.enumerated() {
        cache.argument.assign(step.state)
        Self.add(
          row, step.size, step.derivative, cache.stages, step.nextDerivative, cache.extraStages,
          to: &cache.argument)
        field.evaluate(
          at: step.time + tableau.nodes[proper + i] * step.size, cache.argument, into: &cache.extraStages[i],
          workspace: &workspace)
      }
      statistics.evaluations += tableau.extraStages.count
      cache.extraStagesOf = step.number
    }
    state.assign(step.state)
    for (i, polynomial) in tableau.interpolation.enumerated() {
      var weight = 0.0
      for coefficient in polynomial.reversed() { weight = (weight + coefficient) * fraction }
      Self.add(
        weight * step.size, i, step.derivative, cache.stages, step.nextDerivative, cache.extraStages,
        to: &state)
    }
  }

  /// target += scale·Σ cᵢ kᵢ.
  ///
  /// The stages come one by one, not as a cache and a step: a buffer that is part of what is passed would be copied.
  private static func add(
    _ coefficients: [Double], _ scale: Double, _ first: [Double], _ stages: [[Double]],
    _ last: [Double] = [], _ extra: [[Double]] = [], to target: inout [Double]
  ) {
    for i in coefficients.indices where coefficients[i] != 0 {
      add(scale * coefficients[i], i, first, stages, last, extra, to: &target)
    }
  }

  /// target += c·kᵢ.
  private static func add(
    _ c: Double, _ i: Int, _ first: [Double], _ stages: [[Double]], _ last: [Double], _ extra: [[Double]],
    to target: inout [Double]
  ) {
    let proper = stages.count + 1
    switch i {
    case 0: target.add(c, times: first)
    case proper: target.add(c, times: last)
    case ..<proper: target.add(c, times: stages[i - 1])
    default: target.add(c, times: extra[i - proper - 1])
    }
  }

  /// h·|λ| from two evaluations at the end of the step: ‖k_{s+1} − k_s‖/‖y' − g_s‖·h.
  ///
  /// In the norm of errors: a fast coordinate may be far smaller than the rounding errors of others.
  ///
  /// - Reference: Hairer and Wanner (1996), §IV.2.
  private func stiffness(_ step: Step, _ norm: any ErrorNorm, _ cache: inout Cache) -> Double {
    guard tableau.estimatesStiffness else { return .nan }
    cache.difference.assign(step.nextDerivative)
    cache.difference.add(-1, times: cache.stages[tableau.weights.count - 2])
    // `argument` still holds the state of the last stage.
    cache.argument.add(-1, times: step.nextState)
    let above = norm.norm(of: cache.difference, from: step.state, to: step.nextState)
    let below = norm.norm(of: cache.argument, from: step.state, to: step.nextState)
    return below > 0 ? step.size * above / below : .nan
  }
}
