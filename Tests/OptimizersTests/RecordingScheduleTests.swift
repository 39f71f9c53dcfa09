import Optimizers
import Testing

@Suite struct RecordingScheduleTests {
  func steps(_ schedule: RecordingSchedule, upTo end: Int) -> [Int] {
    (0...end).filter(schedule.contains)
  }

  @Test func ends() {
    #expect(steps(.ends, upTo: 100) == [0])
  }

  @Test func every() {
    #expect(steps(.every(4), upTo: 13) == [0, 4, 8, 12])
    #expect(steps(.every(1), upTo: 3) == [0, 1, 2, 3])
    #expect(steps(.every(0), upTo: 3) == [0])
  }

  @Test func logarithmic() {
    #expect(steps(.logarithmic(pointsPerDecade: 1), upTo: 10_000) == [0, 1, 10, 100, 1000, 10_000])
    // 10^(k/5) = 1, 1.58, 2.51, 3.98, 6.31, 10, 15.8, 25.1, 39.8, 63.1, 100
    #expect(
      steps(.logarithmic(pointsPerDecade: 5), upTo: 120) == [0, 1, 2, 3, 4, 6, 10, 16, 25, 40, 63, 100])
  }

  @Test func denseLogarithmsTakeEveryEarlyStep() {
    #expect(steps(.logarithmic(pointsPerDecade: 100), upTo: 20) == Array(0...20))
  }
}
