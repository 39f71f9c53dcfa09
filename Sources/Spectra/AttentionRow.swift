internal import Foundation

/// How sparse one row of an attention map is, and how ill-conditioned that makes its softmax Jacobian.
public struct AttentionRow: Equatable, Sendable {
  /// log10 x_max/x_min; infinite with a weight of 0.
  public let log10Ratio: Double
  /// −Σ x log x, in nats.
  public let entropy: Double
  /// log10 κ(J|T), 0 for two tokens; infinite with a weight of 0, NaN if fewer than two tokens are left or
  /// all weights but one are 0.
  public let log10ConditionNumber: Double

  /// What the numbers of a row are.
  public enum Kind: String, CaseIterable, Sendable {
    /// Logits; −∞ is a mask, whose token is left out.
    case logits
    /// Weights, not negative, with a sum of 1 within ``SimplexPoint/sumTolerance``; they are divided by it.
    case weights
  }

  /// What is wrong with a row.
  public enum Fault: Error, Equatable, Sendable {
    /// An element that is no logit or weight.
    case element(Int, Double)
    /// Weights that do not sum to 1.
    case sum(Double)
    /// All logits are −∞.
    case masked
  }

  /// Measures many rows one after the other.
  public struct Meter {
    private var solver = ExtremeEigenvalues.Solver()
    private var logWeights: [Double] = []

    /// Room for rows.
    public init() {}

    /// Measures a row.
    ///
    /// - Complexity: O(n), some 5 µs for 128 tokens.
    public mutating func measure(_ row: ArraySlice<Double>, _ kind: Kind) throws(Fault) -> AttentionRow {
      logWeights.removeAll(keepingCapacity: true)
      var zeros = 0
      switch kind {
      case .logits:
        for (index, value) in row.enumerated() where value != -.infinity {
          guard value.isFinite else { throw .element(index, value) }
          logWeights.append(value)
        }
        guard !logWeights.isEmpty else { throw .masked }
      case .weights:
        var sum = 0.0
        for (index, value) in row.enumerated() {
          guard value.isFinite, value >= 0 else { throw .element(index, value) }
          sum += value
          if value > 0 { logWeights.append(log(value)) } else { zeros += 1 }
        }
        guard abs(sum - 1) <= SimplexPoint.sumTolerance else { throw .sum(sum) }
      }
      return statistics(zeros: zeros)
    }

    private mutating func statistics(zeros: Int) -> AttentionRow {
      var (centre, smallest) = (0, logWeights[0])
      for (index, value) in logWeights.enumerated() {
        if value > logWeights[centre] { centre = index }
        smallest = min(smallest, value)
      }
      let largest = logWeights[centre]
      // log Σ e^d − Σ e^d d / Σ e^d with d = z − max z: all terms are positive.
      var (rest, moment) = (0.0, 0.0)
      for (index, value) in logWeights.enumerated() where index != centre {
        let weight = exp(value - largest)
        rest += weight
        // Logits of opposite sign may be further apart than the largest double.
        if weight > 0 { moment += weight * (value - largest) }
      }
      let entropy = log1p(rest) - moment / (1 + rest)
      let count = logWeights.count + zeros
      let condition =
        count == 2
        ? 0
        : logWeights.count < 2
          ? .nan : zeros > 0 ? .infinity : solver.extremes(logWeights).log10ConditionNumber
      return AttentionRow(
        log10Ratio: zeros > 0 ? .infinity : (largest - smallest) / SimplexPoint.ln10, entropy: entropy,
        log10ConditionNumber: condition)
    }
  }
}
