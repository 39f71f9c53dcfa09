internal import Foundation

/// The weight scale at which a network with a given bias is critical, χ₁ = 1.
///
/// The boundary is a curve with the length as parameter, exact for any activation: σ_w² = 1/E φ′² and
/// σ_b² = q − E φ²/E φ′², which rises with q.
public struct CriticalPoint: Equatable, Sendable {
  /// σ_w.
  public let weightScale: Double
  /// q*; for ReLU infinite with a bias and NaN, any length, without.
  ///
  /// For GELU with σ_b below 0.44 V crosses the diagonal here from below: lengths leave this fixed point, and
  /// ``MeanFieldNetwork/fixedLength`` is another one.
  public let fixedLength: Double

  /// The point of the boundary at a finite bias scale that is not negative.
  public init(_ activation: Activation, biasScale: Double) {
    precondition(biasScale >= 0 && biasScale.isFinite, "a scale is finite and not negative")
    guard activation != .relu else {
      (weightScale, fixedLength) = (2.0.squareRoot(), biasScale > 0 ? .infinity : .nan)
      return
    }
    guard biasScale > 0 else {
      (weightScale, fixedLength) = (1 / activation.slopeAtZero, 0)
      return
    }
    let target = 2 * log(biasScale)
    func excess(_ x: Double) -> Double { log(Self.biasVariance(activation, exp(x))) - target }
    var high = target + 1
    while excess(high) < 0 { high += 1 }
    let q = exp(BrentRoot.find(high - 1, high, excess) ?? high)
    fixedLength = q
    weightScale = 1 / ActivationMoments(activation, variance: q).meanSquareSlope.squareRoot()
  }

  /// σ_b² of the boundary at length q > 0; for odd activations without the cancellation of O(q) to O(q³).
  static func biasVariance(_ activation: Activation, _ q: Double) -> Double {
    if activation == .erf {
      let root = (1 + 4 * q).squareRoot()
      return root / 2 * tangentExcess(2 * q / root)
    }
    let moments = ActivationMoments(activation, variance: q)
    if activation == .tanh && q < 1 {
      return q * HermiteSeries(variance: q).poincareExcess / moments.meanSquareSlope
    }
    return q - moments.meanSquare / moments.meanSquareSlope
  }

  /// x − arctan x.
  private static func tangentExcess(_ x: Double) -> Double {
    guard x < 0.3 else { return x - atan(x) }
    var (power, sum) = (x * x * x, 0.0)
    for k in stride(from: 3, to: 31, by: 2) {
      sum += power / Double(k)
      power *= -x * x
    }
    return sum
  }
}
