import Foundation
import TeacherStudent
import Testing

@Suite struct LogMeanExponentialTests {
  @Test func isTheLogarithmOfTheMean() {
    let (value, slope) = logMeanExponential([log(1), log(10), log(100)], scale: 2)
    let powers = [1.0, 100, 10_000]
    #expect(abs(value - log(10_101 / 3.0)) < 1e-14)
    let weighted = (powers[1] * log(10) + powers[2] * log(100)) / 10_101
    #expect(abs(slope - weighted) < 1e-14)
  }

  @Test func overflowsNowhere() {
    let (value, slope) = logMeanExponential([0, 1e5])
    #expect(abs(value - (1e5 - log(2))) < 1e-10)
    #expect(slope == 1e5)
    #expect(logMeanExponential([3], scale: 1e300).value == 3e300)
  }

  @Test func edgeCases() {
    #expect(logMeanExponential([]).value.isNaN)
    #expect(logMeanExponential([1, .infinity]).value == .infinity)
    #expect(logMeanExponential([-.infinity]).value == -.infinity)
  }
}
