import LinearAlgebra
import TestSupport
import Testing

@testable import SignalPropagation

@Suite("LaplaceAverages")
struct LaplaceAveragesTests {
  /// For two tokens a softmax is a tanh of half the difference: an independent route for both signs of c.
  @Test(arguments: [0.1, 1.5, 30], [-0.8, 0.02, 0.5])
  func twoTokensAreATanh(_ scale: Double, _ c: Double) {
    let general = AttentionOverlaps(
      LaplaceAverages(tokens: 2, variance: scale * scale * (1 - c), correlation: c))
    let special = AttentionOverlaps(tokens: 2, scale: scale, correlation: c)
    #expect(abs(general.row - special.row) < 1e-12)
    #expect(abs(general.pair - special.pair) < 1e-12)
    #expect(abs(general.rowResponse - special.rowResponse) < 1e-12)
    #expect(abs(general.pairResponse - special.pairResponse) < 1e-12)
  }

  /// Finer lattices say the same; a twin with coarse ones does not.
  @Test(.slow, arguments: [3, 16, 10_000], [0.3, 1.5, 12])
  func lattices(_ tokens: Int, _ deviation: Double) {
    for c in [-0.4 / Double(tokens), 0.001, 0.4, 0.9] {
      func averages(_ refinement: Double) -> [Double] {
        let averages = LaplaceAverages(
          tokens: tokens, variance: deviation * deviation, correlation: c, refinement: refinement)
        let (one, two) = (averages.singles, averages.doubles)
        return [one.second, one.third, one.square, two.overlap, two.cross, two.square]
      }
      func distance(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map { abs($0 - $1) }.max() ?? .nan }
      let values = averages(1)
      #expect(distance(values, averages(1.37)) < 1e-12, "\(c)")
      #expect(distance(values, averages(0.1)) > 1e-12)
    }
  }

  @Test func theSameForAnyNumberOfThreads() {
    let averages = LaplaceAverages(tokens: 8, variance: 3, correlation: 0.4)
    let threads = Parallel.threads
    defer { Parallel.threads = threads }
    Parallel.threads = 1
    let one = averages.doubles
    Parallel.threads = 3
    let three = averages.doubles
    #expect(one.overlap == three.overlap && one.cross == three.cross && one.square == three.square)
  }
}
