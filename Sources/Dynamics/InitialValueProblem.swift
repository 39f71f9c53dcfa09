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
  ///   - shouldStop: Asked after each step.
  public func solve<Method: Integrator>(
    with method: Method, _ options: IntegrationOptions, shouldStop: () -> Bool = { false }
  ) -> Solution {
    var integration = Integration(
      of: field, from: initialState, at: initialTime, with: method, options)
    var record = SolutionRecord(options.saving, self.initialTime, finalTime, initialState)
    var outcome = Solution.Outcome.completed
    if let failure = integration.failure { outcome = .failed(failure) }
    while outcome == .completed, integration.time < finalTime {
      do {
        try integration.step(notBeyond: finalTime)
        record.save(&integration)
        if shouldStop(), integration.time < finalTime { outcome = .interrupted }
      } catch {
        outcome = .failed(error)
      }
    }
    return record.solution(outcome, integration)
  }
}

/// What was saved of an integration, how it ended and what it cost.
public struct Solution: Equatable, Sendable {
  /// How an integration ended.
  public enum Outcome: Equatable, Sendable {
    /// At the final time.
    case completed
    /// The caller stopped it.
    case interrupted
    /// It could not go on.
    case failed(IntegrationError)
  }

  /// How it ended.
  public let outcome: Outcome
  /// The times saved, ascending.
  public let times: [Double]
  /// The state at each of them.
  public let states: [[Double]]
  /// The time reached.
  public let finalTime: Double
  /// The state there, the last good one if the integration failed.
  public let finalState: [Double]
  /// What it cost.
  public let statistics: IntegrationStatistics

  /// The error, if the integration failed.
  public var failure: IntegrationError? {
    if case .failed(let error) = outcome { error } else { nil }
  }
}

/// Takes down a solution as its steps are accepted.
struct SolutionRecord {
  private let instants: [Double]?
  private let interval: Int
  private let finalTime: Double
  private var next = 0
  private var steps = 0
  private var buffer: [Double]
  private(set) var times: [Double] = []
  private(set) var states: [[Double]] = []

  init(_ saving: SavePoints, _ initialTime: Double, _ finalTime: Double, _ state: [Double]) {
    instants = saving.times(from: initialTime, to: finalTime)
    if case .everyStep(let interval) = saving {
      precondition(interval > 0, "every how many steps: a positive number")
      self.interval = interval
    } else {
      interval = 0
    }
    self.finalTime = finalTime
    buffer = state
    times.reserveCapacity(instants?.count ?? 64)
    states.reserveCapacity(instants?.count ?? 64)
    if instants == nil || instants?.first == initialTime {
      append(initialTime, state)
      next = 1
    }
  }

  /// Saves what is due within the step last accepted.
  mutating func save<Method, Field>(_ integration: inout Integration<Method, Field>) {
    steps += 1
    guard let instants else {
      if steps.isMultiple(of: interval) || integration.time == finalTime {
        append(integration.time, integration.state)
      }
      return
    }
    while next < instants.count, instants[next] <= integration.time {
      integration.interpolate(at: instants[next], into: &buffer)
      append(instants[next], buffer)
      next += 1
    }
  }

  private mutating func append(_ time: Double, _ state: [Double]) {
    times.append(time)
    // The buffer is used again: its values are copied.
    states.append(Array(state[...]))
  }

  func solution<Method, Field>(
    _ outcome: Solution.Outcome, _ integration: Integration<Method, Field>
  ) -> Solution {
    Solution(
      outcome: outcome, times: times, states: states, finalTime: integration.time,
      finalState: integration.state, statistics: integration.statistics)
  }
}
