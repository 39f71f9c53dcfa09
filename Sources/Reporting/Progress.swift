public import Foundation

/// How far a long run is, on stderr: a bar with the time left on a terminal, a line every ten seconds otherwise.
///
/// The bar is redrawn at most ten times a second; `NO_COLOR` in the environment leaves its colour out.
public struct Progress {
  /// How progress is shown.
  public enum Style: Equatable, Sendable {
    /// Not at all.
    case quiet
    /// A bar that is redrawn, with colour or without.
    case bar(columns: Int, color: Bool)
    /// Plain lines, `interval` seconds apart.
    case lines(interval: Double)
  }

  private let style: Style
  private let title: String
  private let write: (String) -> Void
  private let now: () -> Double
  private let start: Double
  private var lastShown: Double
  private var barIsDrawn = false

  /// A progress display; `write` and `now` (seconds) are replaced in tests.
  public init(
    title: String, style: Style, write: @escaping (String) -> Void = StandardError.write,
    now: @escaping () -> Double = { ProcessInfo.processInfo.systemUptime }
  ) {
    self.title = title
    self.style = style
    self.write = write
    self.now = now
    start = now()
    lastShown = -.infinity
    if case .lines = style { lastShown = start }
  }

  /// The style that suits stderr as it is now.
  public static func style(
    quiet: Bool, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Style {
    if quiet { return .quiet }
    guard StandardError.isTerminal, environment["TERM"] != "dumb" else { return .lines(interval: 10) }
    let color = environment["NO_COLOR", default: ""].isEmpty
    return .bar(columns: environment["COLUMNS"].flatMap { Int($0) } ?? 80, color: color)
  }

  /// Shows that `fraction` of the work is done, if it is time to.
  public mutating func update(_ fraction: Double, _ label: String) {
    let time = now()
    let fraction = fraction.isNaN ? 0 : min(max(fraction, 0), 1)
    switch style {
    case .quiet: return
    case .lines(let interval):
      guard time - lastShown >= interval else { return }
      write("\(title): \(summary(fraction, label, at: time))\n")
    case .bar(let columns, let color):
      guard time - lastShown >= 0.1 else { return }
      write("\r\u{1B}[K" + bar(fraction, label, at: time, columns: columns, color: color))
      barIsDrawn = true
    }
    lastShown = time
  }

  /// Takes the bar away.
  public mutating func finish() {
    guard barIsDrawn else { return }
    write("\r\u{1B}[K")
    barIsDrawn = false
  }

  private func bar(_ fraction: Double, _ label: String, at time: Double, columns: Int, color: Bool) -> String
  {
    let width = 24
    let filled = Int((fraction * Double(width)).rounded(.down))
    let full = String(repeating: "█", count: filled)
    let rest = String(repeating: "░", count: width - filled)
    let room = max(0, columns - width - title.count - 3)
    let text = summary(fraction, label, at: time).prefix(room)
    return "\(title) " + (color ? "\u{1B}[36m\(full)\u{1B}[0m" : full) + "\(rest) \(text)"
  }

  private func summary(_ fraction: Double, _ label: String, at time: Double) -> String {
    let percent = "\(Int((fraction * 100).rounded(.down)))%"
    let elapsed = time - start
    // Too little is known about the speed in the first moments.
    let left = fraction > 0.01 && elapsed > 1 ? ["\(Self.duration(elapsed / fraction - elapsed)) left"] : []
    return ([percent] + left + (label.isEmpty ? [] : [label])).joined(separator: ", ")
  }

  /// Seconds for people: `8 s`, `2 min 05 s`, `3 h 07 min`.
  public static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "?" }
    let total = Int(min(seconds.rounded(), 1e9))
    func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    switch total {
    case ..<60: return "\(total) s"
    case ..<3600: return "\(total / 60) min \(padded(total % 60)) s"
    default: return "\(total / 3600) h \(padded(total / 60 % 60)) min"
    }
  }
}
