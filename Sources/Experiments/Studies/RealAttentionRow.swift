internal import Foundation
package import Spectra

/// One row of attention, the weights one query gives to all tokens.
package struct RealAttentionRow: Sendable {
  package let layer: Int
  package let head: Int
  package let query: Int
  /// Ratio, entropy and κ(J).
  package let statistics: AttentionRow
  /// log10 x_(2)/x_(n); infinite with a weight of 0, NaN for fewer than two tokens.
  package let log10SecondRatio: Double
  /// The largest weight.
  package let largestWeight: Double
  /// What bounds say of log10 κ(J); nil with a weight of 0 and for fewer than two tokens.
  package let bounds: ClosedRange<Double>?

  package init(
    layer: Int, head: Int, query: Int, _ row: ArraySlice<Double>, _ kind: AttentionRow.Kind,
    _ meter: inout AttentionRow.Meter
  ) throws(AttentionRow.Fault) {
    self.layer = layer
    self.head = head
    self.query = query
    statistics = try meter.measure(row, kind)
    let present = kind == .logits ? row.filter(\.isFinite) : row.map { log($0) }
    let sorted = present.sorted(by: >)
    let rest = sorted.dropFirst().reduce(0) { $0 + exp($1 - sorted[0]) }
    largestWeight = 1 / (1 + rest)
    log10SecondRatio = sorted.count < 2 ? .nan : (sorted[1] - sorted[sorted.count - 1]) / log(10)
    bounds = (try? SimplexPoint(logits: present)).map { JacobianBounds($0).log10ConditionNumber }
  }

  /// Whether κ(J) lies between its bounds, up to the rounding of logarithms.
  package var boundsHold: Bool {
    guard let bounds else { return true }
    let kappa = statistics.log10ConditionNumber
    let rounding = 1e-12 * max(1, abs(kappa))
    return kappa >= bounds.lowerBound - rounding && kappa <= bounds.upperBound + rounding
  }
}
