import Foundation
import Spectra
import Testing

@Suite("AttentionRow")
struct AttentionRowTests {
  private func measure(_ row: [Double], _ kind: AttentionRow.Kind) throws(AttentionRow.Fault) -> AttentionRow
  {
    var meter = AttentionRow.Meter()
    // A row before it must leave no trace.
    _ = try meter.measure([3, 1, 4, 1, 5], .logits)
    return try meter.measure(row[...], kind)
  }

  @Test func agreesWithThePoint() throws {
    for named in try RandomPoints.points(20, decades: 200) {
      let row = try measure(named.point.logWeights.map { $0 + 5 }, .logits)
      #expect(abs(row.log10Ratio - named.point.log10Ratio) < 1e-12)
      #expect(abs(row.entropy - named.point.entropy) < 1e-13)
      let expected = ExtremeEigenvalues(named.point).log10ConditionNumber
      #expect(abs(row.log10ConditionNumber - expected) < 1e-12)
      let weights = try measure(named.point.weights, .weights)
      #expect(abs(weights.log10ConditionNumber - expected) < 1e-12)
    }
  }

  /// Entropy e^−d·(d + 1) of a row that is one-hot to rounding.
  @Test func smallEntropies() throws {
    #expect(abs(try measure([0, -100], .logits).entropy / (101 * exp(-100)) - 1) < 1e-14)
  }

  /// z − max z overflows to −∞, whose weight is 0 for all that.
  @Test func logitsAtTheEndsOfDoubles() throws {
    let row = try measure([1e308, 0, -1e308], .logits)
    #expect(row.entropy == 0 && row.log10Ratio == .infinity)
  }

  @Test func masksAreLeftOut() throws {
    #expect(try measure([1, -.infinity, 0, -2], .logits) == measure([1, 0, -2], .logits))
    let alone = try measure([-.infinity, 2], .logits)
    #expect(alone.log10Ratio == 0 && alone.entropy == 0 && alone.log10ConditionNumber.isNaN)
  }

  @Test func zeroWeights() throws {
    let row = try measure([0.5, 0, 0.5], .weights)
    #expect(row.log10Ratio == .infinity && row.log10ConditionNumber == .infinity)
    #expect(abs(row.entropy - log(2)) < 1e-15)
    #expect(try measure([0, 1], .weights).log10ConditionNumber == 0)
    #expect(try measure([0, 1, 0], .weights).log10ConditionNumber.isNaN)
  }

  @Test func badRowsAreNamed() {
    #expect(throws: AttentionRow.Fault.element(1, .infinity)) { try measure([0, .infinity], .logits) }
    #expect(throws: AttentionRow.Fault.element(0, -0.1)) { try measure([-0.1, 1.1], .weights) }
    #expect(throws: AttentionRow.Fault.sum(0.75)) { try measure([0.5, 0.25], .weights) }
    #expect(throws: AttentionRow.Fault.masked) { try measure([-.infinity, -.infinity], .logits) }
  }
}
