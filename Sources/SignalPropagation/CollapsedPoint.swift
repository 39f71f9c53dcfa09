internal import Foundation

/// The fixed point at which all tokens are parallel, c = 1, and how fast a perturbation of it grows with each block.
///
/// Attention averages equal tokens there, so that nothing depends on σ_A, and angles not on n.
public struct CollapsedPoint: Equatable, Sendable {
  /// F(1) = E φ² at variance σ_w².
  public let meanSquare: Double
  /// χ_M = F′(1) = σ_w² E φ′².
  public let slope: Double
  /// q*; infinite with a plain residual, NaN if every length is kept.
  public let length: Double
  /// q′*, between attention and perceptron.
  public let middleLength: Double
  /// λ_a: log of what a block multiplies 1 − c by. Negative: tokens collapse; positive: they separate.
  ///
  ///     λ_a = log{r_A²[r_M² + α_M²σ_2² χ_M/q′*]}
  public let angleExponent: Double
  /// The same for the first block, entered with q = 1.
  public let firstBlockAngleExponent: Double
  /// λ_T: the exponent of the gradient's token mean.
  ///
  ///     λ_T = log{[r_M² q′* + α_M²σ_2² χ_M]/[r_M² q′* + α_M²σ_2² F(1)]}
  ///
  /// Not negative for odd φ, by the Gaussian Poincaré inequality.
  public let tokenExponent: Double

  /// The collapsed point of a transformer.
  public init(_ transformer: TransformerInitialization) {
    let variance = transformer.weightScale * transformer.weightScale
    let moments = ActivationMoments(transformer.activation, variance: variance)
    let (a, m) = (transformer.attentionGain, transformer.mlpGain)
    let (ra, rm) = (transformer.attentionResidual, transformer.mlpResidual)
    let square = moments.meanSquare
    let chi = variance * moments.meanSquareSlope
    meanSquare = square
    slope = chi
    // 1 − r_A²r_M² as a sum of what is positive.
    let lost = (1 - rm) + rm * (1 - ra)
    length = (rm * a + m * square) / lost
    middleLength = length.isNaN ? .nan : ra * length + a

    /// α_M²σ_2² F/q′: what the perceptron adds to lengths with F(1) and to gaps with χ_M, of which it keeps r_M².
    func gain(_ dual: Double, _ middle: Double) -> Double {
      if m == 0 { return 0 }
      // Without attention and with σ_w = 0 nothing is left of q′* nor of F; their ratio has a limit.
      return dual == 0 && !(middle > 0) ? lost : m * dual / middle
    }
    // As deviations from 1: both are of order α² for weak layers.
    angleExponent = log1p(ra * gain(chi, middleLength) - lost)
    let first = ra + a
    firstBlockAngleExponent = log(ra * (rm + gain(chi, first)) / ((rm + gain(square, first)) * first))
    tokenExponent =
      m > 0
      ? log1p((gain(chi, middleLength) - gain(square, middleLength)) / (rm + gain(square, middleLength))) : 0
  }

  /// λ_g = (1/L) log[(1/n) e^(Lλ_T) + (1 − 1/n) e^(Lλ_a)]: the exponent of the mean square gradient of independent
  /// readouts.
  ///
  /// For n → ∞ first this is λ_a, for L → ∞ first the larger of λ_T and λ_a. Derived here as the eigenmodes of the
  /// gradient's recursion; the printed form of Cowsik et al. (2024) may differ by convention.
  public func gradientExponent(tokens: Int, layers: Int) -> Double {
    precondition(tokens >= 1 && layers >= 1, "there are a token and a layer at least")
    let (n, depth) = (Double(tokens), Double(layers))
    let mean = depth * tokenExponent - log(n)
    guard tokens > 1 else { return tokenExponent }
    let difference = depth * angleExponent + log1p(-1 / n)
    let larger = max(mean, difference)
    guard larger.isFinite else { return larger / depth }
    return (larger + log(exp(mean - larger) + exp(difference - larger))) / depth
  }
}
