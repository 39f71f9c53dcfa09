public import Reporting

/// What a progress display has shown.
public final class Screen {
  /// All of it.
  public private(set) var text = ""
  private var time = 0.0

  /// Nothing yet.
  public init() {}

  /// A display of one line an update, by a clock that goes on five seconds whenever it is looked at.
  public func progress() -> Progress {
    Progress(
      title: "demo", style: .lines(interval: 1), write: { self.text += $0 },
      now: {
        self.time += 5
        return self.time
      })
  }
}
