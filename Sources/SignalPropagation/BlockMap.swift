internal import Foundation

/// What one block of a random transformer does to the geometry of its tokens and, backward, of their gradients.
///
/// In the limit of large width at a fixed number of tokens, with the attention statistics replaced by their means.
///     q′ = r_A² q + α_A²σ_V²[1 − (1 − c)(1 − S₂)],   q′ − p′ = r_A²(q − p) + α_A²σ_V²(1 − c)(S₂ − S₁₁)
///     q″ = r_M² q′ + α_M²σ_2² F(1),                  q″ − p″ = r_M²(q′ − p′) + α_M²σ_2²[F(1) − F(c′)]
/// with F the dual of φ at variance σ_w². Derived for the model of ``TransformerInitialization`` and checked by
/// simulation; the printed equations of Cowsik et al. (2024) were not compared.
public struct BlockMap: Sendable {
  /// The transformer.
  public let transformer: TransformerInitialization
  /// F.
  public let dual: DualActivation

  /// One pass through a block.
  public struct Step: Sendable {
    /// Before the block.
    public let input: TokenGeometry
    /// The attention statistics there.
    public let overlaps: AttentionOverlaps
    /// Between attention and perceptron.
    public let middle: TokenGeometry
    /// After the block.
    public let output: TokenGeometry
  }

  /// The map of a transformer's blocks.
  public init(_ transformer: TransformerInitialization) {
    self.transformer = transformer
    dual = DualActivation(
      transformer.activation, variance: transformer.weightScale * transformer.weightScale)
  }

  /// One block forward.
  ///
  /// - Complexity: That of ``AttentionOverlaps``, some ms.
  public func step(_ input: TokenGeometry) -> Step {
    let overlaps = AttentionOverlaps(
      tokens: transformer.tokens, scale: transformer.attentionScale, correlation: input.correlation)
    let middle = attend(input, overlaps)
    return Step(input: input, overlaps: overlaps, middle: middle, output: perceive(middle))
  }

  /// The attention layer.
  func attend(_ input: TokenGeometry, _ overlaps: AttentionOverlaps) -> TokenGeometry {
    let (kept, gain) = (transformer.attentionResidual, transformer.attentionGain)
    // One token attends to itself; it has no angle.
    let square = transformer.tokens == 1 ? 1 : 1 - input.dissimilarity * (1 - overlaps.row)
    return TokenGeometry(
      length: kept * input.length + gain * square,
      gap: kept * input.gap + gain * input.dissimilarity * (overlaps.row - overlaps.pair))
  }

  /// The perceptron.
  func perceive(_ input: TokenGeometry) -> TokenGeometry {
    let (kept, gain) = (transformer.mlpResidual, transformer.mlpGain)
    let drop = gain > 0 ? gain * input.dissimilarity * dual.secant(at: input.correlation) : 0
    return TokenGeometry(
      length: kept * input.length + gain * dual.moments.meanSquare, gap: kept * input.gap + drop)
  }

  /// One block backward, from the gradient of its output to that of its input.
  ///
  /// The value path keeps Σ A, the query path the part of the keys that differs, the key path makes the gradients of
  /// all tokens sum to 0; the three are orthogonal at large width. Backward weights are taken as independent of the
  /// forward signal, as usual.
  public func backward(_ gradient: GradientGeometry, through step: Step) -> GradientGeometry {
    let n = Double(transformer.tokens)
    let (middle, input, overlaps) = (step.middle, step.input, step.overlaps)
    let mlp = transformer.mlpGain / middle.length
    func perceived(_ value: Double, _ slope: Double) -> Double {
      value * (transformer.mlpResidual + (mlp > 0 ? mlp * slope : 0))
    }
    let variance = dual.variance
    let u = perceived(gradient.length, variance * dual.moments.meanSquareSlope)
    let attention = transformer.attentionGain / input.length
    guard transformer.tokens > 1 else {
      return GradientGeometry(length: (transformer.attentionResidual + attention) * u, overlap: .nan)
    }
    let c = input.correlation
    let w = perceived(gradient.overlap, variance * dual.derivative(at: middle.correlation))
    guard attention > 0 else {
      return GradientGeometry(
        length: transformer.attentionResidual * u, overlap: transformer.attentionResidual * w)
    }
    let (row, pair) = (overlaps.row, overlaps.pair)
    let logits = transformer.attentionScale * transformer.attentionScale * input.dissimilarity
    let (own, other) = (overlaps.rowResponse * u, overlaps.pairResponse * w)
    let key = logits * (own + (n - 1) * c * other)
    let length = row * u + (n - 1) * pair * w + logits * input.dissimilarity * own + key
    let overlap =
      (1 - row) * u / (n - 1) + (1 - pair) * w + logits * input.dissimilarity * other - key / (n - 1)
    return GradientGeometry(
      length: transformer.attentionResidual * u + attention * length,
      overlap: transformer.attentionResidual * w + attention * overlap)
  }
}
