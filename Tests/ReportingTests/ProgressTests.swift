import Reporting
import Testing

@Suite struct ProgressTests {
  final class Screen {
    var text = ""
    var time = 0.0
  }

  private func run(_ style: Progress.Style, _ updates: [(time: Double, fraction: Double)]) -> String {
    let screen = Screen()
    var progress = Progress(title: "demo", style: style, write: { screen.text += $0 }, now: { screen.time })
    for update in updates {
      screen.time = update.time
      progress.update(update.fraction, "over")
    }
    progress.finish()
    return screen.text
  }

  @Test func aLineEveryTenSeconds() {
    let updates = (1...40).map { (time: Double($0), fraction: Double($0) / 80) }
    #expect(
      run(.lines(interval: 10), updates) == """
        demo: 12%, 1 min 10 s left, over
        demo: 25%, 1 min 00 s left, over
        demo: 37%, 50 s left, over
        demo: 50%, 40 s left, over

        """)
  }

  @Test func aBarIsRedrawnAndTakenAway() {
    let text = run(.bar(columns: 80, color: false), [(0.2, 0.5), (0.25, 0.6), (20, 1)])
    let full = String(repeating: "█", count: 12)
    let rest = String(repeating: "░", count: 12)
    #expect(
      text == "\r\u{1B}[Kdemo \(full)\(rest) 50%, over"
        + "\r\u{1B}[Kdemo \(full)\(full) 100%, 0 s left, over" + "\r\u{1B}[K")
  }

  @Test func colourOnlyWhereItIsWanted() {
    #expect(run(.bar(columns: 80, color: true), [(1, 0.5)]).contains("\u{1B}[36m"))
    #expect(!run(.bar(columns: 80, color: false), [(1, 0.5)]).contains("\u{1B}[36m"))
  }

  @Test func aNarrowTerminalIsNotOverrun() {
    let text = run(.bar(columns: 40, color: false), [(5, 0.5)])
    #expect(text.dropFirst(4).prefix { $0 != "\r" }.count <= 40)
  }

  @Test func quietSaysNothing() { #expect(run(.quiet, [(1, 0.5), (100, 1)]).isEmpty) }

  @Test func fractionsOutOfRangeAreHarmless() {
    #expect(run(.lines(interval: 1), [(2, -1), (4, 7), (6, .nan)]).contains("100%"))
  }

  @Test(arguments: [
    (0.2, "0 s"), (59.4, "59 s"), (60, "1 min 00 s"), (125, "2 min 05 s"), (11_220, "3 h 07 min"),
    (Double.infinity, "?"), (-1, "?"),
  ])
  func durations(_ seconds: Double, _ text: String) { #expect(Progress.duration(seconds) == text) }

  @Test func stylesOfTheEnvironment() {
    #expect(Progress.style(quiet: true, environment: [:]) == .quiet)
    // Tests have no terminal on stderr, or a dumb one.
    #expect(Progress.style(quiet: false, environment: ["TERM": "dumb"]) == .lines(interval: 10))
  }
}
