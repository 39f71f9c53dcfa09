/// A differential equation with a beginning and an end: ẏ = f(t, y), y(t₀) = y₀, t ∈ [t₀, t₁].
public struct InitialValueProblem<Field: VectorField>: Sendable {
  /// f.
  public let field: Field
  /// y₀.
  public let initialState: [Double]
  /// t₀.
  public let initialTime: Double
  /// t₁ ≥ t₀.
  public let finalTime: Double

  /// The problem over [`initialTime`, `finalTime`].
  public init(
    _ field: Field, from initialState: [Double], at initialTime: Double = 0, to finalTime: Double
  ) {
    precondition(initialState.count == field.dimension, "the state must have the field's dimension")
    precondition(
      initialTime.isFinite && finalTime.isFinite && finalTime >= initialTime,
      "time is finite and runs forward")
    self.field = field
    self.initialState = initialState
    self.initialTime = initialTime
    self.finalTime = finalTime
  }

  /// Integrates it.
  ///
  /// What goes wrong is an outcome of the solution, with everything saved until then and the last good state.
  ///
  /// - Parameters:
  ///   - method: Any integrator, such as one of ``IntegratorCatalog``.
  ///   - options: Tolerances, what is saved, limits.
  ///   - events: What to look out for; a terminal one ends the solution where it occurs.
  ///   - shouldStop: Asked after each step.
  public func solve<Method: Integrator>(
    with method: Method, _ options: IntegrationOptions, events: [Event] = [],
    shouldStop: () -> Bool = { false }
  ) -> Solution {
    var integration = Integration(
      of: field, from: initialState, at: initialTime, with: method, options)
    var record = SolutionRecord(options.saving, self.initialTime, finalTime, initialState)
    var outcome = Solution.Outcome.completed
    if let failure = integration.failure { outcome = .failed(failure) }
    var scan = EventScan(for: events, from: integration)
    while outcome == .completed, integration.time < finalTime {
      do {
        try integration.step(notBeyond: finalTime)
        if !events.isEmpty { record.note(try scan.occurrences(in: &integration)) }
        if let event = scan.terminalEvent { outcome = .event(event) }
        record.save(&integration, endsHere: scan.terminalEvent != nil)
        if outcome == .completed, shouldStop(), integration.time < finalTime { outcome = .interrupted }
      } catch {
        outcome = .failed(error)
      }
    }
    return record.solution(outcome, integration)
  }
}
