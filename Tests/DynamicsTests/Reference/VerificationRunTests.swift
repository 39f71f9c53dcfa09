import Testing

@testable import Dynamics

/// The verdict on runs whose errors are made up.
@Suite struct VerificationRunTests {
  private static let amplification = Amplification([.init("one", 10), .init("another", 10.1)])

  private static func misses(
    _ errors: [Double], from tolerance: Double = 1e-4, step: Double = 1e-2, accepted: Int = 100,
    _ amplification: Amplification = amplification
  ) -> [Bool] {
    var statistics = IntegrationStatistics()
    statistics.accepted = accepted
    var tolerance = tolerance
    let runs = errors.map { error in
      defer { tolerance *= step }
      return VerificationRun(
        number: 0, problem: "made up", method: "none", tolerance: tolerance, error: error,
        statistics: statistics, milliseconds: 0, failure: error == .infinity ? "it failed" : nil)
    }
    return VerificationRun.judged(runs, amplification).map { $0.miss != nil }
  }

  /// 100·r·A is the most; NaN and failures are misses.
  @Test func digits() {
    #expect(Self.misses([0.9e-1]) == [false])
    #expect(Self.misses([1.1e-1]) == [true])
    #expect(Self.misses([.nan]) == [true])
    #expect(Self.misses([.infinity]) == [true])
    #expect(Self.misses([0]) == [false])
  }

  @Test func errorsShrinkWithTheTolerance() {
    #expect(Self.misses([1e-5, 2.9e-5, 1e-9]) == [false, false, false])
    #expect(Self.misses([1e-5, 3.1e-5, 1e-9]) == [false, true, false])
    // What failed is compared with nothing; what follows with the last that did not.
    #expect(Self.misses([1e-6, .infinity, 4e-6]) == [false, true, true])
    #expect(Self.misses([1e-6, .infinity, 2e-6]) == [false, true, false])
    // Neighbours within a factor of ten are not compared, those beyond are.
    #expect(Self.misses([1e-5, 1e-7, 1e-6], step: 0.1) == [false, false, false])
    #expect(Self.misses([1e-6, 1e-7, 4e-6], step: 0.1) == [false, false, true])
  }

  /// 1e-13·A for a hundred steps, ε·10⁴·A for ten thousand.
  @Test func roundingIsExcused() {
    #expect(Self.misses([1e-15, 2.9e-12], from: 1e-10) == [false, false])
    #expect(Self.misses([1e-15, 3.1e-12], from: 1e-10) == [false, true])
    #expect(Self.misses([1e-15, 6e-11], from: 1e-10, accepted: 10_000) == [false, false])
    #expect(Self.misses([1e-15, 7e-11], from: 1e-10, accepted: 10_000) == [false, true])
  }

  @Test func withoutAnAmplificationNothingPasses() {
    for values in [[10.0, 20], [.nan, .nan], [10, .infinity]] {
      let amplification = Amplification(values.map { .init("a method", $0) })
      #expect(Self.misses([1e-12, 1e-14], amplification) == [true, true])
    }
  }
}
