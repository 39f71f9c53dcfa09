import Foundation
import SignalPropagation
import Testing

@Suite("BlockMap")
struct BlockMapTests {
  @Test(arguments: ReferenceCase.all("simplexes"))
  func fixedPoints(_ reference: ReferenceCase) throws {
    let map = BlockMap(reference.transformer)
    let point = try #require(map.fixedPoint)
    let step = map.step(point)
    #expect(error(point.length, reference["qStar"]) < 1e-10)
    #expect(error(point.correlation, reference["cStar"]) < 1e-10)
    #expect(error(step.middle.length, reference["qPrimeStar"]) < 1e-10)
    #expect(error(step.middle.correlation, reference["cPrimeStar"]) < 1e-10)
    #expect(error(step.output.length, point.length) < 1e-13)
    #expect(error(step.output.correlation, point.correlation) < 1e-13)
  }

  private static let transformers = [
    TransformerInitialization(
      .erf, attentionStrength: 0.5, mlpStrength: 0.5, attentionScale: 1, weightScale: 2, tokens: 16),
    TransformerInitialization(
      .tanh, attentionStrength: 0.3, mlpStrength: 0.7, attentionScale: 3, weightScale: 3, tokens: 5),
    TransformerInitialization(
      .relu, attentionStrength: 0.6, mlpStrength: 0.2, attentionScale: 0.4, weightScale: 1.5, tokens: 100),
    TransformerInitialization(
      .gelu, attentionStrength: 0.2, mlpStrength: 0.4, attentionScale: 1, weightScale: 2.5, tokens: 2),
  ]

  /// The forward and the backward map at the collapsed point have the exponents of the closed formulas.
  @Test(arguments: transformers)
  func eigenvaluesAtTheCollapsedPoint(_ transformer: TransformerInitialization) {
    let map = BlockMap(transformer)
    let point = CollapsedPoint(transformer)
    let rest = transformer.activation == .relu ? 1e-12 : 1e-7
    let start = TokenGeometry(length: point.length, gap: rest * point.length)
    let step = map.step(start)
    #expect(relativeError(step.output.dissimilarity / rest, exp(point.angleExponent)) < 1e-5)
    #expect(relativeError(step.output.length, point.length) < 1e-6)
    let n = Double(transformer.tokens)
    let collapsed = map.step(TokenGeometry(length: point.length, gap: 0))
    // The token mean, of gradients that are all equal, and the token difference, of those that sum to 0.
    let mean = map.backward(.shared, through: collapsed)
    let meanFactor = (mean.length + (n - 1) * mean.overlap) / n
    #expect(relativeError(meanFactor, exp(point.tokenExponent)) < 1e-13)
    let difference = map.backward(.independent, through: collapsed)
    #expect(
      relativeError(difference.length - difference.overlap, exp(point.angleExponent)) < 1e-13)
  }

  /// 1 − c′ = (1 − c)·(r_A²q + α_A²σ_V²(S₂ − S₁₁))/q′, smaller than 1 − c: attention alone collapses tokens, always.
  @Test(arguments: [2, 16], [0, 1.5])
  func attentionAloneCollapses(_ tokens: Int, _ scale: Double) {
    let map = BlockMap(
      TransformerInitialization(
        .tanh, attentionStrength: 0.5, mlpStrength: 0, attentionScale: scale, weightScale: 1, tokens: tokens))
    var state = TokenGeometry(length: 1, correlation: 0)
    for _ in 0..<4 {
      let next = map.step(state).output
      #expect(next.dissimilarity < state.dissimilarity)
      state = next
    }
    // In the end by r_A² a block, whatever σ_A.
    let late = TokenGeometry(length: 1, gap: 1e-9)
    #expect(relativeError(map.step(late).output.dissimilarity / 1e-9, 0.75) < 1e-8)
  }

  /// Without attention tokens do not meet: the correlation map of a residual perceptron.
  @Test func perceptronsAlone() {
    let map = BlockMap(
      TransformerInitialization(
        .erf, attentionStrength: 0, mlpStrength: 1, attentionScale: 1, weightScale: 1.5, tokens: 4))
    let step = map.step(TokenGeometry(length: 0.3, correlation: 0.4))
    let dual = DualActivation(.erf, variance: 2.25)
    #expect(step.middle == step.input)
    #expect(error(step.output.length, dual.moments.meanSquare) < 1e-15)
    #expect(error(step.output.correlation, dual.value(at: 0.4) / dual.moments.meanSquare) < 1e-14)
    let gradient = map.backward(.independent, through: step)
    #expect(gradient.overlap == 0)
    #expect(relativeError(gradient.length, 2.25 * dual.moments.meanSquareSlope / 0.3) < 1e-14)
  }

  @Test func edges() {
    var transformer = TransformerInitialization(
      .tanh, attentionStrength: 0.5, mlpStrength: 0.5, attentionScale: 1, weightScale: 1, tokens: 1)
    let one = BlockMap(transformer)
    let step = one.step(TokenGeometry(length: 1, correlation: 0))
    #expect(step.middle.length == 1 && step.output.gap.isNaN)
    let gradient = one.backward(.independent, through: step)
    #expect(gradient.length.isFinite && gradient.overlap.isNaN)
    #expect(relativeError(gradient.length, 1 * (0.75 + 0.25 * 0.464402902448)) < 1e-11)
    // The sparsest simplex: c = −1/(n − 1), a row sum of 0.
    transformer.tokens = 8
    transformer.attentionScale = 0
    transformer.attentionStrength = 1
    let none = BlockMap(transformer).step(TokenGeometry(length: 1, correlation: -1.0 / 7))
    #expect(abs(none.middle.length) < 1e-15)
    transformer.residual = .plain
    #expect(BlockMap(transformer).fixedPoint == nil)
    transformer.residual = .sqrt
    transformer.attentionStrength = 0
    transformer.mlpStrength = 0
    #expect(BlockMap(transformer).fixedPoint == nil)
  }
}
