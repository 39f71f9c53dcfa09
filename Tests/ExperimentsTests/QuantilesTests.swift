import Experiments
import Testing

@Suite struct QuantilesTests {
  @Test func interpolatesBetweenOrderStatistics() {
    // numpy.quantile([3, 1, 4, 1, 5], [0, .1, .5, .9, 1]), type 7
    let values = [3.0, 1, 4, 1, 5]
    let expected = [1, 1, 3, 4.6, 5]
    for (q, value) in zip([0, 0.1, 0.5, 0.9, 1], expected) {
      #expect(abs(values.quantile(q) - value) < 1e-14)
    }
  }

  @Test func infinitiesOrderAndNaNSpreads() {
    #expect([1, .infinity, .infinity].median == .infinity)
    #expect([1.0, 2, .infinity].median == 2)
    #expect([1, .nan].median.isNaN)
    #expect([Double]().median.isNaN)
    #expect([7.0].quantile(0.9) == 7)
  }
}
