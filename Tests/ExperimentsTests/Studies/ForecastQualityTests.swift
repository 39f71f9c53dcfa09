import Experiments
import Testing

@Suite struct ForecastQualityTests {
  /// For the mean of all others as a forecast, the residuals are those of the comparison: nothing is foretold.
  @Test func aMeanForetellsNothing() {
    let losses = [1, 2, 4, 3, 7.0]
    let quality = ForecastQuality(losses) { indices in
      let mean = indices.map { losses[$0] }.reduce(0, +) / Double(indices.count)
      return { _ in mean }
    }
    #expect(abs(quality.leaveOneOut) < 1e-14 && quality.correlation.isNaN)
  }

  /// A forecast that remembers is perfect on what it was fitted to, and not on what is left out.
  @Test func whatIsLeftOutIsNotSeen() {
    let losses = [1, 2, 4, 3, 7.0]
    let quality = ForecastQuality(losses) { indices in { indices.contains($0) ? losses[$0] : 0 } }
    #expect(abs(quality.correlation - 1) < 1e-14 && abs(quality.rankCorrelation - 1) < 1e-14)
    #expect(quality.leaveOneOut < 0)
    let perfect = ForecastQuality(losses) { _ in { losses[$0] } }
    #expect(perfect.leaveOneOut == 1)
  }

  @Test func permutedLossesAreTheSameForTheSameSeed() {
    let losses = (0..<12).map { Double($0 * $0) }
    func correlations(_ seed: UInt64) -> [Double] {
      ForecastQuality.permuted(losses, times: 40, seed: seed) { _ in losses }
    }
    #expect(correlations(1) == correlations(1) && correlations(1) != correlations(2))
    #expect(Set(correlations(1)).count > 30 && correlations(1).allSatisfy { abs($0) < 0.99 })
    // A forecast that follows the losses has a correlation of 1 in any order.
    #expect(ForecastQuality.permuted(losses, times: 5, seed: 1) { $0 }.allSatisfy { $0 > 1 - 1e-14 })
  }
}
