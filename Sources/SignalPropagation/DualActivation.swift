internal import Foundation

/// The dual of an activation: F(c) = E φ(u)φ(v) for normal u, v of one variance q and correlation c.
///
/// F has a power series in c without negative coefficients, so that F, its slope and the slope of its secant to
/// c = 1 increase on [0, 1], whatever the activation.
///
/// - Reference: Daniely, Frostig and Singer (2016), "Toward deeper understanding of neural networks".
public struct DualActivation: Sendable {
  /// φ.
  public let activation: Activation
  /// q.
  public let variance: Double
  /// The averages at c = 1.
  public let moments: ActivationMoments
  private let series: HermiteSeries?

  /// The dual at variance `q` ≥ 0.
  ///
  /// - Complexity: Constant but for tanh, of which see `HermiteSeries`: 0.1 ms at q = 4. Beyond q = 100 each value of
  ///   tanh takes some ms.
  public init(_ activation: Activation, variance q: Double) {
    self.activation = activation
    variance = q
    moments = ActivationMoments(activation, variance: q)
    series =
      activation == .tanh && q <= HermiteSeries.largestVariance ? HermiteSeries(variance: q) : nil
  }

  /// F(c) for −1 ≤ c ≤ 1.
  public func value(at c: Double) -> Double {
    if let series { return variance * series.value(at: c) }
    guard activation == .tanh, abs(c) > 0.5 else { return kernel(c).value }
    let rest = (1 - abs(c)) * secant(at: abs(c))
    return c < 0 ? rest - moments.meanSquare : moments.meanSquare - rest
  }

  /// E φ′(u)φ′(v) = F′(c)/q.
  public func derivative(at c: Double) -> Double {
    if let series { return series.derivative(at: c) }
    if activation == .relu { return (.pi - TanhKernel.angle(c)) / (2 * .pi) }
    guard activation != .tanh else { return TanhKernel(variance, variance, cosine: c).derivative }
    return kernel(c).derivative
  }

  /// (F(1) − F(c))/(1 − c), q·E φ′² at c = 1; to full relative accuracy for c near 1, too.
  public func secant(at c: Double) -> Double {
    if let series { return variance * series.secant(at: c) }
    guard c < 1 else { return variance * moments.meanSquareSlope }
    switch activation {
    case .tanh where c >= 0:
      return variance * TanhKernel(variance, variance, cosine: c).integral(from: c, to: 1) / (1 - c)
    case .erf where c > 0.5:
      // The difference of two arcsines as the arcsine of a difference that is a product.
      let x = 2 * variance / (1 + 2 * variance)
      let (adjacent, other) = (
        (1 + 4 * variance).squareRoot() / (1 + 2 * variance), ((1 - c * x) * (1 + c * x)).squareRoot()
      )
      let slope = x * (1 + c) / (other + c * adjacent)
      let sine = (1 - c) * slope
      return 2 / .pi * slope * (sine > 0 ? asin(sine) / sine : 1)
    case .relu: return variance / (2 * .pi) * Self.rectifierSecant(c)
    case .gelu where 1 - c < min(0.05, 0.5 / variance):
      return variance * GaussLegendre.integral(from: 0, width: 1) { kernel(1 - (1 - c) * $0).derivative }
    default: return (moments.meanSquare - value(at: c)) / (1 - c)
    }
  }

  private func kernel(_ c: Double) -> ActivationKernel {
    ActivationKernel(activation, varU: variance, varV: variance, covariance: c * variance)
  }

  /// [π(1 − c) + c·θ − sin θ]/(1 − c) with θ = arccos c.
  private static func rectifierSecant(_ c: Double) -> Double {
    let angle = TanhKernel.angle(c)
    guard angle < 0.3 else { return .pi + (c * angle - sin(angle)) / (1 - c) }
    // θ cos θ − sin θ = Σ (−1)^k 2k θ^(2k+1)/(2k+1)!
    var (term, sum) = (angle, 0.0)
    for k in 1...8 {
      term *= -angle * angle / Double(2 * k * (2 * k + 1))
      sum += Double(2 * k) * term
    }
    return .pi + sum / (1 - c)
  }
}
