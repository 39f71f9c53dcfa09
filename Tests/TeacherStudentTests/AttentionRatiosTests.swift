import Foundation
import LinearAlgebra
import TeacherStudent
import Testing

@Suite struct AttentionRatiosTests {
  @Test func agreesWithTheWeights() {
    let logits = Matrix(columnByColumn: [[0, log(10), 1], [log(1000), 0, 2], [5, 5, 5]])
    let ratios = AttentionRatios(logits: logits)
    #expect(abs(ratios.log10MeanRatio - log10((10.0 + 1000 + 1) / 3)) < 1e-15)
    #expect(abs(ratios.meanLog10Ratio - 4.0 / 3) < 1e-15)
    #expect(ratios.smallestLog10Ratio == 0)
    #expect(abs(ratios.largestLog10Ratio - 3) < 1e-15)
  }

  /// Ratios beyond any double: only the logarithms exist.
  @Test func hasNoOverflow() {
    let ratios = AttentionRatios(ranges: [0, 5000 * log(10)])
    #expect(abs(ratios.log10MeanRatio - (5000 - log10(2))) < 1e-11)
    #expect(abs(ratios.largestLog10Ratio - 5000) < 1e-11)
  }

  /// Jensen: the log of the mean is at least the mean of the logs, with equality for equal ratios.
  @Test func conventionsAreOrdered() {
    let spread = AttentionRatios(ranges: [1, 2, 30])
    #expect(spread.log10MeanRatio > spread.meanLog10Ratio)
    let equal = AttentionRatios(ranges: [3, 3])
    #expect(equal.log10MeanRatio == equal.meanLog10Ratio)
  }
}
