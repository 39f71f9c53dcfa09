internal import Foundation

extension BlockMap {
  /// Where the geometry of the tokens ends up: collapsed, c = 1, if λ_a ≤ 0, else a simplex with c* < 1.
  ///
  /// Nil with a plain residual, where lengths grow for ever, and without any layer.
  ///
  /// - Complexity: Some fifteen times that of ``AttentionOverlaps``.
  public var fixedPoint: TokenGeometry? {
    let collapsed = CollapsedPoint(transformer)
    guard collapsed.length.isFinite else { return nil }
    guard collapsed.angleExponent > 0, transformer.tokens > 1 else {
      return TokenGeometry(length: collapsed.length, gap: 0)
    }
    // Lengths follow the angle linearly, so that one equation is left: 1 − c is kept.
    func excess(_ x: Double) -> Double { step(balanced(exp(x))).output.dissimilarity / exp(x) - 1 }
    guard let x = BrentRoot.find(-34, 0, excess) else {
      return TokenGeometry(length: collapsed.length, gap: 0)
    }
    return balanced(exp(x))
  }

  /// The length that a block keeps at this angle.
  private func balanced(_ dissimilarity: Double) -> TokenGeometry {
    let overlaps = AttentionOverlaps(
      tokens: transformer.tokens, scale: transformer.attentionScale, correlation: 1 - dissimilarity)
    let square = 1 - dissimilarity * (1 - overlaps.row)
    let (ra, rm) = (transformer.attentionResidual, transformer.mlpResidual)
    let length =
      (rm * transformer.attentionGain * square + transformer.mlpGain * dual.moments.meanSquare)
      / ((1 - rm) + rm * (1 - ra))
    return TokenGeometry(length: length, gap: dissimilarity * length)
  }
}
