/// Finds events on the dense output of an integration, step by step.
///
///     var scan = EventScan(for: [crossing], from: integration)
///     while integration.time < end, scan.terminalEvent == nil {
///       try integration.step(notBeyond: end)
///       for occurrence in try scan.occurrences(in: &integration) { … }
///     }
///
/// Events cut no steps short. Their times are those of zeros of the dense output, to the spacing of doubles, so they
/// are as accurate as that is.
public struct EventScan: Sendable {
  /// What is looked for.
  public let events: [Event]
  /// How often each has occurred.
  public private(set) var counts: [Int]
  /// The event that ended the scan by its terminal count.
  public private(set) var terminalEvent: Int?

  private var scans: [ArrivalScan]
  private var buffer: [Double]
  /// Where a function was NaN.
  private var undefined: IntegrationError?

  /// Looks out from where an integration is.
  public init<Method, Field>(for events: [Event], from integration: Integration<Method, Field>) {
    self.events = events
    counts = Array(repeating: 0, count: events.count)
    buffer = integration.state
    let time = integration.time
    let values = events.map { $0.value(at: time, integration.state) }
    scans = values.map { ArrivalScan(from: time, $0) }
    undefined = values.firstIndex(where: \.isNaN).map { .eventUndefined(event: $0, time: time) }
  }

  /// The events within the step last accepted, which must follow the one scanned last, in the order of time; the last
  /// is the terminal one, if there is one.
  ///
  /// - Throws: ``IntegrationError/eventUndefined(event:time:)`` if a function is NaN.
  /// - Complexity: Some 17 interpolations for each event where nothing happens.
  public mutating func occurrences<Method, Field>(
    in integration: inout Integration<Method, Field>
  ) throws(IntegrationError) -> [EventOccurrence] {
    precondition(terminalEvent == nil, "a scan is over after its terminal event")
    if let undefined { throw undefined }
    var found: [(event: Int, arrival: Arrival)] = []
    for (index, event) in events.enumerated() {
      var failure: IntegrationError?
      var state = [Double]()
      swap(&state, &buffer)
      let arrivals = scans[index].arrivals(until: integration.time) { time in
        integration.interpolate(at: time, into: &state)
        let value = event.value(at: time, state)
        if value.isNaN, failure == nil { failure = .eventUndefined(event: index, time: time) }
        return value
      }
      swap(&state, &buffer)
      if let failure {
        undefined = failure
        throw failure
      }
      found += arrivals.filter(event.counts).map { (index, $0) }
    }
    found.sort { ($0.arrival.time, $0.event) < ($1.arrival.time, $1.event) }
    var occurrences: [EventOccurrence] = []
    for (index, arrival) in found where terminalEvent == nil {
      integration.interpolate(at: arrival.time, into: &buffer)
      occurrences.append(
        EventOccurrence(
          event: index, time: arrival.time, state: Array(buffer[...]), isRising: arrival.isRising))
      counts[index] += 1
      if counts[index] == events[index].terminalCount { terminalEvent = index }
    }
    return occurrences
  }
}
