internal import Foundation
public import LinearAlgebra

/// The attention ratios r_i = max_a s_ia / min_a s_ia of some samples, as logarithms.
///
/// r_i = exp(max z_i − min z_i): read off the logits, it neither overflows nor depends on the smallest
/// weight being representable.
public struct AttentionRatios: Codable, Equatable, Sendable {
  /// log₁₀ of the arithmetic mean of the r_i.
  public let log10MeanRatio: Double
  /// The arithmetic mean of the log₁₀ r_i.
  public let meanLog10Ratio: Double
  /// The smallest log₁₀ r_i.
  public let smallestLog10Ratio: Double
  /// The largest log₁₀ r_i.
  public let largestLog10Ratio: Double

  /// The ratios of logits, one column a sample; there must be a sample.
  ///
  /// - Complexity: 3 operations an element.
  public init(logits: Matrix) {
    self.init(ranges: Self.ranges(logits))
  }

  /// The ratios exp(range_i).
  public init(ranges: [Double]) {
    precondition(!ranges.isEmpty, "ratios need a sample")
    log10MeanRatio = logMeanExponential(ranges).value / log(10)
    meanLog10Ratio = ranges.mean / log(10)
    smallestLog10Ratio = (ranges.min() ?? 0) / log(10)
    largestLog10Ratio = (ranges.max() ?? 0) / log(10)
  }

  /// max z − min z of each column.
  public static func ranges(_ logits: Matrix) -> [Double] {
    (0..<logits.columns).map { i in
      let column = logits.storage[i * logits.rows..<(i + 1) * logits.rows]
      return (column.max() ?? 0) - (column.min() ?? 0)
    }
  }
}
