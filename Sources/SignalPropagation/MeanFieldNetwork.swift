internal import Foundation

/// A fully connected network at initialisation, in the limit of infinite width.
///
/// h^l = W^l φ(h^(l−1)) + b^l with W^l_ij ~ N(0, σ_w²/N) and b^l_i ~ N(0, σ_b²); the input is h^0, a pre-activation.
/// What is left of two inputs are their lengths q = |h|²/N and their correlation c.
///
/// - Reference: Poole et al. (2016), "Exponential expressivity in deep neural networks through transient chaos";
///   Schoenholz et al. (2017), "Deep information propagation".
public struct MeanFieldNetwork: Equatable, Sendable {
  /// φ.
  public let activation: Activation
  /// σ_w.
  public let weightScale: Double
  /// σ_b.
  public let biasScale: Double

  /// A network with finite scales that are not negative.
  public init(_ activation: Activation, weightScale: Double, biasScale: Double) {
    precondition(
      weightScale >= 0 && biasScale >= 0 && weightScale.isFinite && biasScale.isFinite,
      "a scale is finite and not negative")
    self.activation = activation
    self.weightScale = weightScale
    self.biasScale = biasScale
  }

  /// σ_w². For ReLU a square of 2 up to rounding is 2: √2 has no double.
  public var weightVariance: Double {
    let square = weightScale * weightScale
    return activation == .relu && abs(square - 2) < 1e-14 ? 2 : square
  }

  /// σ_b².
  public var biasVariance: Double { biasScale * biasScale }

  /// The length map V(q) = σ_w² E_q φ² + σ_b².
  public func length(after q: Double) -> Double {
    weightVariance * ActivationMoments(activation, variance: q).meanSquare + biasVariance
  }

  /// The covariance of two inputs after a layer, σ_w² E φ(u)φ(v) + σ_b².
  public func covariance(after varU: Double, _ varV: Double, _ covariance: Double) -> Double {
    weightVariance
      * ActivationKernel(activation, varU: varU, varV: varV, covariance: covariance).value + biasVariance
  }

  /// q*, the length that a layer keeps: the smallest that is approached from below.
  ///
  /// 0 where lengths shrink to nothing, infinite where they grow for ever, NaN where every length is kept (ReLU,
  /// σ_w² = 2, σ_b = 0).
  public var fixedLength: Double {
    let (w, b) = (weightVariance, biasVariance)
    if w == 0 { return b }
    if activation == .relu {
      if w == 2 && b == 0 { return .nan }
      return w < 2 ? b / (1 - w / 2) : .infinity
    }
    let slope = weightScale * activation.slopeAtZero
    if b == 0 && slope * slope <= 1 { return 0 }
    // V(q)/q − 1 at q = e^x: positive at the start, since V(q) ≥ σ_b².
    func excess(_ x: Double) -> Double { length(after: exp(x)) / exp(x) - 1 }
    var (before, x) = (-Double.infinity, b > 0 ? log(b) : -40)
    var (last, value) = (Double.infinity, excess(x))
    let end = log(activation == .gelu ? 1e12 * (1 + b) : w + b) + 1
    if b > 0 && value <= 0 { return b }
    while x < end {
      let next = x + 0.2
      let following = excess(next)
      if following <= 0 { return BrentRoot.find(x, next, excess).map(exp) ?? .nan }
      // Where the excess has turned between two points it may have been negative there.
      if value < last && value < following, let least = Self.minimum(before, next, excess),
        excess(least) <= 0
      {
        return BrentRoot.find(before, least, excess).map(exp) ?? .nan
      }
      (before, x, last, value) = (x, next, value, following)
    }
    return .infinity
  }

  /// The least point of a function with one minimum between two points, by golden sections.
  private static func minimum(_ low: Double, _ high: Double, _ function: (Double) -> Double) -> Double? {
    guard low.isFinite else { return nil }
    var (a, b) = (low, high)
    let ratio = (5.0.squareRoot() - 1) / 2
    while b - a > 1e-9 {
      let (left, right) = (b - ratio * (b - a), a + ratio * (b - a))
      if function(left) < function(right) { b = right } else { a = left }
    }
    return (a + b) / 2
  }
}
