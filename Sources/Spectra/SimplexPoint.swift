internal import Foundation

/// A point of the open probability simplex, kept by the logarithms of its coordinates.
///
/// Ratios x_max/x_min of any size are representable, 1e600 as well as 10.
public struct SimplexPoint: Equatable, Sendable {
  /// log x_i, natural logarithms, with Σ x_i = 1.
  public let logWeights: [Double]

  /// By how much the sum of given weights may differ from 1: what two or three decimals, or half precision, leave.
  public static let sumTolerance = 1e-3

  /// The softmax of finite logits, of which there must be two at least.
  ///
  /// - Throws: ``SpectrumError``.
  public init(logits: [Double]) throws(SpectrumError) {
    guard logits.count >= 2 else { throw .tooFewCoordinates(logits.count) }
    for (index, value) in logits.enumerated() where !value.isFinite {
      throw .notFinite(index: index, value: value)
    }
    logWeights = try Self.normalised(logits)
  }

  /// Positive weights that sum to 1 within ``sumTolerance``; they are divided by their sum.
  ///
  /// - Throws: ``SpectrumError``.
  public init(weights: [Double]) throws(SpectrumError) {
    guard weights.count >= 2 else { throw .tooFewCoordinates(weights.count) }
    for (index, value) in weights.enumerated() {
      guard value.isFinite else { throw .notFinite(index: index, value: value) }
      guard value > 0 else { throw .notPositive(index: index, value: value) }
    }
    let sum = weights.reduce(0, +)
    guard abs(sum - 1) <= Self.sumTolerance else { throw .badSum(sum) }
    logWeights = try Self.normalised(weights.map { log($0) })
  }

  /// Decimal logarithms of weights that sum to 1 within ``sumTolerance``; they are divided by their sum.
  ///
  /// - Throws: ``SpectrumError``.
  public init(log10Weights: [Double]) throws(SpectrumError) {
    guard log10Weights.count >= 2 else { throw .tooFewCoordinates(log10Weights.count) }
    for (index, value) in log10Weights.enumerated() where !value.isFinite {
      throw .notFinite(index: index, value: value)
    }
    let sum = log10Weights.reduce(0) { $0 + pow(10, $1) }
    guard abs(sum - 1) <= Self.sumTolerance else { throw .badSum(sum) }
    logWeights = try Self.normalised(log10Weights.map { $0 * Self.ln10 })
  }

  /// log 10.
  static let ln10 = 2.302585092994046

  /// n.
  public var count: Int { logWeights.count }

  /// The weights; those below 5e-324 are 0.
  public var weights: [Double] { logWeights.map { exp($0) } }

  /// log10 x_max/x_min.
  public var log10Ratio: Double {
    ((logWeights.max() ?? .nan) - (logWeights.min() ?? .nan)) / Self.ln10
  }

  /// −Σ x log x, in nats.
  public var entropy: Double { -logWeights.reduce(0) { $0 + exp($1) * $1 } }

  /// z_i − log Σ e^{z_j}, accurate for the largest one too, where it is nearly 0.
  private static func normalised(_ logits: [Double]) throws(SpectrumError) -> [Double] {
    guard let centre = logits.indices.max(by: { logits[$0] < logits[$1] }) else { return [] }
    var (rest, spread) = (0.0, 0.0)
    for i in logits.indices where i != centre {
      spread = max(spread, logits[centre] - logits[i])
      rest += exp(logits[i] - logits[centre])
    }
    guard spread <= 1e6 else { throw .tooSpread(spread) }
    let logSum = log1p(rest)
    return logits.map { ($0 - logits[centre]) - logSum }
  }
}
