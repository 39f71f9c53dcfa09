import ExperimentSupport
import Experiments
import Reporting
import Testing

@Suite struct RecorderTests {
  @Test func keepsTheOrder() {
    var recorder = Recorder(interruption: { nil })
    recorder.record(2, as: "b", says: "Second letter.")
    recorder.record(.nan, as: "a")
    recorder.record(Table([.double("x")]), as: "rows")
    recorder.note("one")
    recorder.note("two")
    #expect(recorder.metrics.map(\.key) == ["b", "a"])
    #expect(recorder.tables.map(\.name) == ["rows"])
    #expect(recorder.notes == ["one", "two"])
  }

  @Test func workBecomesProgress() throws {
    let screen = Screen()
    var recorder = Recorder(progress: screen.progress(), interruption: { nil })
    recorder.expect(work: 8)
    try recorder.advance(by: 2, "first")
    try recorder.advance(by: 2, "second")
    #expect(screen.text == "demo: 25%, 15 s left, first\ndemo: 50%, 10 s left, second\n")
  }

  /// A sweep whose cells are all done already has nothing left to do.
  @Test func noWorkIsNoFault() throws {
    let screen = Screen()
    var recorder = Recorder(progress: screen.progress(), interruption: { nil })
    recorder.expect(work: 0)
    try recorder.advance(by: 0, "nothing")
    #expect(screen.text == "demo: 0%, nothing\n")
  }

  @Test func anInterruptionIsThrownOnce() {
    var recorder = Recorder(interruption: { Interruption(signal: 2) })
    #expect(throws: Interruption(signal: 2)) { try recorder.advance(by: 1) }
    #expect(throws: Interruption(signal: 2)) { try recorder.checkInterruption() }
  }
}
