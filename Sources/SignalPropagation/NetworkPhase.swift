internal import Foundation

/// Where a network stands between order and chaos, and over how many layers it forgets.
public struct NetworkPhase: Sendable {
  /// What becomes of two inputs that are close.
  public enum Phase: String, Sendable {
    /// χ₁ < 1: they converge, and gradients vanish.
    case ordered
    /// χ₁ > 1: they separate, and gradients explode.
    case chaotic
    /// χ₁ = 1 within ``NetworkPhase/tolerance``.
    case critical
  }

  /// How far from 1 a slope may be by rounding, of the scales given as well as of the averages.
  public static let tolerance = 1e-11

  /// The network's correlation map, with q*.
  public let map: CorrelationMap
  /// χ₁ = C′(1) = σ_w² E φ′², also the factor a layer multiplies the mean squared gradient by.
  public let chi1: Double
  /// χ₂ = σ_w² E φ″²; C″(1) = q*·χ₂.
  public let chi2: Double
  /// χ_q = V′(q*).
  public let chiQ: Double
  /// c*, the correlation that two inputs end up with: 1 if χ₁ ≤ 1.
  public let stableCorrelation: Double
  /// C′(c*).
  public let stableSlope: Double

  /// The phase of a network.
  ///
  /// With q* = 0 this is the limit of a vanishing bias, with q* infinite that of growing lengths.
  public init(_ network: MeanFieldNetwork) {
    let map = CorrelationMap(network)
    let length = map.fixedLength
    let w = network.weightVariance
    self.map = map
    if length == .infinity, network.activation == .gelu {
      (chi1, chi2, chiQ) = (w / 2, 0, w / 2)
    } else {
      let moments = ActivationMoments(network.activation, variance: length.isFinite ? length : 1)
      chi1 = w * moments.meanSquareSlope
      chi2 = w > 0 ? w * moments.meanSquareCurvature : 0
      chiQ = w * moments.lengthSlope
    }
    guard abs(chi1 - 1) > Self.tolerance else {
      (stableCorrelation, stableSlope) = (1, 1)
      return
    }
    let point = map.stablePoint(chi1: chi1)
    stableCorrelation = point.c
    stableSlope = map.slope(at: point.c)
  }

  /// The side of the boundary χ₁ = 1.
  public var phase: Phase {
    abs(chi1 - 1) <= Self.tolerance ? .critical : chi1 < 1 ? .ordered : .chaotic
  }

  /// log χ₁, by which the logarithm of a small squared distance grows with each layer.
  public var lyapunovExponent: Double { log(chi1) }

  /// ξ_q: |q^l − q*| falls as e^(−l/ξ_q).
  public var lengthDepth: Double { Self.depth(chiQ) }

  /// ξ_c: |c^l − c*| falls as e^(−l/ξ_c); infinite on the boundary.
  public var correlationDepth: Double { Self.depth(stableSlope) }

  /// ξ_g = −1/log χ₁: gradients vanish over so many layers, or explode if it is negative.
  public var gradientDepth: Double { Self.depth(chi1) }

  /// −1/log|slope|.
  private static func depth(_ slope: Double) -> Double {
    abs(abs(slope) - 1) <= tolerance ? .infinity : -1 / log(abs(slope))
  }
}
