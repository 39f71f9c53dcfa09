import Foundation
import TeacherStudent
import Testing

@Suite struct RatioCalibrationTests {
  private static let families: [[Double]] = [
    [1], [2, 2, 2], [0, 0, 1], [0.1, 1, 10], [3.3, 3.9, 4.4, 5.1], (1...100).map { 2 + Double($0 % 7) / 3 },
    [1e-200, 2e-200], [1e200, 3e200],
  ]

  /// The ratios missed by more than rounding, over every family of ranges.
  private func violations(
    _ convention: RatioConvention, _ scale: ([Double], Double) throws -> Double
  ) rethrows -> [Double] {
    var violations: [Double] = []
    for ratio in [1 + 1e-9, 1.5, 10, 1e25, 1e300, Double.greatestFiniteMagnitude] {
      for ranges in Self.families {
        let factor = try scale(ranges, ratio)
        let ratios = AttentionRatios(ranges: ranges.map { factor * $0 })
        let reached = convention == .log10MeanRatio ? ratios.log10MeanRatio : ratios.meanLog10Ratio
        // Near 1 what counts is the rounding of a sum of up to 100 terms near 1.
        if abs(reached - log10(ratio)) > 4e-15 * log10(ratio) + 1e-15 { violations.append(ratio) }
      }
    }
    return violations
  }

  @Test(arguments: RatioConvention.allCases) func reachesTheRatio(convention: RatioConvention) throws {
    let missed = try violations(convention) {
      try RatioCalibration.scale(ranges: $0, ratio: $1, convention: convention)
    }
    #expect(missed == [])
  }

  /// The other convention's scale, and one Newton step alone, miss.
  @Test func checkRejectsTheOtherConvention() throws {
    let missed = try violations(.log10MeanRatio) {
      try RatioCalibration.scale(ranges: $0, ratio: $1, convention: .meanLog10Ratio)
    }
    #expect(missed.contains(10) && missed.contains(1e300))
  }

  /// Independent route: bisection on the mean of exponentials itself, where it does not overflow.
  @Test func agreesWithBisection() throws {
    let ranges = [0.1, 1, 2.5, 4]
    var (low, high) = (0.0, 100.0)
    while high - low > 1e-14 {
      let middle = (low + high) / 2
      let mean = ranges.reduce(0) { $0 + exp(middle * $1) } / 4
      if mean < 1e5 { low = middle } else { high = middle }
    }
    let scale = try RatioCalibration.scale(ranges: ranges, ratio: 1e5, convention: .log10MeanRatio)
    #expect(abs(scale - low) < 1e-13)
  }

  @Test(arguments: [1, 0.5, 0, -3, .nan, .infinity]) func refusesImpossibleRatios(ratio: Double) {
    #expect(throws: DatasetError.self) {
      try RatioCalibration.scale(ranges: [1], ratio: ratio, convention: .log10MeanRatio)
    }
  }

  @Test func refusesConstantLogits() {
    #expect(throws: DatasetError.constantLogits(ratio: 10)) {
      try RatioCalibration.scale(ranges: [0, 0], ratio: 10, convention: .log10MeanRatio)
    }
    #expect(throws: DatasetError.constantLogits(ratio: 10)) {
      try RatioCalibration.scale(ranges: [.nan, 0], ratio: 10, convention: .meanLog10Ratio)
    }
  }
}
