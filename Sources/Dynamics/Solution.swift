/// What was saved of an integration, how it ended and what it cost.
public struct Solution: Equatable, Sendable {
  /// How an integration ended.
  public enum Outcome: Equatable, Sendable {
    /// At the final time.
    case completed
    /// At a terminal event, by its index.
    case event(Int)
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
  /// What has occurred, in the order of time.
  public let events: [EventOccurrence]
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
  private var events: [EventOccurrence] = []
  /// Whether the last instant is saved, wherever it is.
  private let savesEnd: Bool
  private var end: EventOccurrence?

  init(_ saving: SavePoints, _ initialTime: Double, _ finalTime: Double, _ state: [Double]) {
    instants = saving.times(from: initialTime, to: finalTime)
    if case .times = saving { savesEnd = false } else { savesEnd = true }
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

  /// Takes down what has occurred within the step last accepted, before what is due there is saved.
  mutating func note(_ occurrences: [EventOccurrence]) { events += occurrences }

  /// Saves what is due within the step last accepted, up to the last event only if that ends the solution.
  mutating func save<Method, Field>(_ integration: inout Integration<Method, Field>, endsHere: Bool) {
    steps += 1
    end = endsHere ? events.last : nil
    let last = end?.time ?? integration.time
    if let instants {
      while next < instants.count, instants[next] <= last {
        integration.interpolate(at: instants[next], into: &buffer)
        append(instants[next], buffer)
        next += 1
      }
    } else if end == nil, steps.isMultiple(of: interval) || integration.time == finalTime {
      append(integration.time, integration.state)
    }
    if let end, savesEnd, times.last != end.time { append(end.time, end.state) }
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
      outcome: outcome, times: times, states: states, finalTime: end?.time ?? integration.time,
      finalState: end?.state ?? integration.state, events: events, statistics: integration.statistics)
  }
}
