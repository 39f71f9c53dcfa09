import Experiments
import Randomness
import Testing

@Suite struct SampleMeanTests {
  @Test func ofNumbers() {
    let mean = SampleMean([1, 2, 4, 5])
    // A variance of 10/3, by four samples.
    #expect(mean.value == 3 && abs(mean.standardError - (10.0 / 12).squareRoot()) < 1e-15)
    #expect(abs(mean.deviation(from: 2) - (12.0 / 10).squareRoot()) < 1e-15)
    #expect(SampleMean([1]).value == 1 && SampleMean([1]).standardError.isNaN)
  }

  /// Proportional numbers have a quotient without error, whatever they scatter.
  @Test func ofQuotients() {
    let exact = SampleMean([2, 4, 12], over: [1, 2, 6])
    #expect(exact.value == 2 && exact.standardError == 0)
    // The scatter of many quotients is what one of them says of itself.
    var stream = RandomStream(seed: 3, name: "quotients")
    let quotients = (0..<400).map { _ in
      let below = (0..<50).map { _ in 3 + 0.5 * stream.normal() }
      return SampleMean(below.map { 2 * $0 + 0.3 * stream.normal() }, over: below)
    }
    let spread = SampleMean(quotients.map(\.value)).standardError * 400.0.squareRoot()
    let claimed = quotients.map(\.standardError).reduce(0, +) / 400
    #expect(abs(spread / claimed - 1) < 0.15)
  }
}
