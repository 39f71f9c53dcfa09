/// Something to look out for along a trajectory: where a function of time and state reaches zero.
///
/// An event occurs where the function arrives at zero from one side, be it to cross or to touch. Leaving zero is none:
/// a trajectory that starts at a zero, as after a restart at an event, does not meet it at once. A touch shallower
/// than the rounding error of the function may be taken for none or for two crossings.
public struct Event: Sendable {
  /// The side from which zero is reached.
  public enum Direction: String, Codable, CaseIterable, Sendable {
    /// From below.
    case rising
    /// From above.
    case falling
    /// From either.
    case any
  }

  /// Which arrivals count.
  public let direction: Direction
  /// The occurrence at which the integration ends, counted from 1; nil: it goes on.
  public let terminalCount: Int?

  private let function: @Sendable (_ time: Double, _ state: [Double]) -> Double

  /// An event where `function` is zero.
  ///
  /// - Parameters:
  ///   - direction: The side from which zero is reached.
  ///   - terminalCount: The occurrence that ends the integration; nil: none.
  ///   - function: A continuous function that is never NaN. It is evaluated some twenty times a step; the smoother, the
  ///     fewer.
  public init(
    _ direction: Direction = .any, terminalCount: Int? = nil,
    of function: @escaping @Sendable (_ time: Double, _ state: [Double]) -> Double
  ) {
    precondition(terminalCount.map { $0 > 0 } ?? true, "occurrences are counted from 1")
    self.direction = direction
    self.terminalCount = terminalCount
    self.function = function
  }

  /// An event that ends the integration as soon as it occurs.
  public static func terminal(
    _ direction: Direction = .any,
    of function: @escaping @Sendable (_ time: Double, _ state: [Double]) -> Double
  ) -> Event {
    Event(direction, terminalCount: 1, of: function)
  }

  /// The function.
  public func value(at time: Double, _ state: [Double]) -> Double { function(time, state) }

  /// Whether an arrival from this side counts.
  func counts(_ arrival: Arrival) -> Bool {
    switch direction {
    case .any: true
    case .rising: arrival.isRising
    case .falling: !arrival.isRising
    }
  }
}

/// Where a function arrives at zero.
struct Arrival: Equatable, Sendable {
  let time: Double
  /// From below.
  let isRising: Bool
}

/// An event that has occurred.
public struct EventOccurrence: Equatable, Sendable {
  /// Which of the events.
  public let event: Int
  /// When: zero is reached at this time or between it and the double before.
  public let time: Double
  /// The state at that time, by the method's dense output.
  public let state: [Double]
  /// Whether zero was reached from below.
  public let isRising: Bool
}
