import Foundation
import SignalPropagation
import Testing

@Suite("CollapsedPoint")
struct CollapsedPointTests {
  @Test(arguments: ReferenceCase.all("collapsed"))
  func agreesWithReference(_ reference: ReferenceCase) {
    let point = CollapsedPoint(reference.transformer)
    #expect(error(point.meanSquare, reference["F1"]) < 1e-11)
    #expect(error(point.slope, reference["chiM"]) < 1e-11)
    #expect(error(point.length, reference["qStar"]) < 1e-11)
    #expect(error(point.middleLength, reference["qPrimeStar"]) < 1e-11)
    #expect(error(point.angleExponent, reference["lambdaAngle"]) < 1e-11)
    #expect(error(point.tokenExponent, reference["lambdaToken"]) < 1e-11)
    let gradient = point.gradientExponent(
      tokens: reference.integer("tokens"), layers: reference.integer("layers"))
    #expect(error(gradient, reference["lambdaGradient"]) < 1e-11)
  }

  private func point(
    _ a: Double, _ m: Double, _ w: Double,
    _ residual: TransformerInitialization.Residual = .sqrt,
    of activation: Activation = .tanh
  ) -> CollapsedPoint {
    CollapsedPoint(
      TransformerInitialization(
        activation, attentionStrength: a, mlpStrength: m, attentionScale: 1, weightScale: w, tokens: 16,
        residual: residual))
  }

  /// One block from q = 1, by the map.
  @Test(arguments: TransformerInitialization.Residual.allCases)
  func firstBlock(_ residual: TransformerInitialization.Residual) {
    let transformer = TransformerInitialization(
      .erf, attentionStrength: 0.4, mlpStrength: 0.7, attentionScale: 1, weightScale: 2.5, tokens: 16,
      residual: residual)
    let step = BlockMap(transformer).step(TokenGeometry(length: 1, gap: 1e-9))
    let exponent = CollapsedPoint(transformer).firstBlockAngleExponent
    #expect(abs(log(step.output.dissimilarity / 1e-9) - exponent) < 1e-7)
  }

  @Test func theGradientExponentBetweenItsLimits() {
    let point = point(0.5, 0.5, 4)
    #expect(point.gradientExponent(tokens: 1, layers: 9) == point.tokenExponent)
    #expect(abs(point.gradientExponent(tokens: 1 << 60, layers: 9) - point.angleExponent) < 1e-14)
    #expect(abs(point.gradientExponent(tokens: 16, layers: 1 << 40) - point.tokenExponent) < 1e-10)
    #expect(point.tokenExponent > 0)
  }

  @Test func edges() {
    // Nothing happens.
    let still = point(0, 0, 2)
    #expect(still.length.isNaN && still.angleExponent == 0 && still.tokenExponent == 0)
    // Lengths grow for ever, angles in the end not at all.
    let plain = point(0.5, 0.5, 2, .plain)
    #expect(plain.length == .infinity && plain.angleExponent == 0 && plain.tokenExponent == 0)
    #expect(abs(plain.gradientExponent(tokens: 16, layers: 16)) < 1e-15)
    // A residual of 0 forgets the token: its angle goes at once.
    #expect(point(1, 0.5, 2).angleExponent == -.infinity)
    #expect(
      abs(
        point(1, 0.5, 2).gradientExponent(tokens: 16, layers: 4)
          - (point(1, 0.5, 2).tokenExponent - log(16) / 4)) < 1e-15)
    // Perceptrons that give nothing: lengths vanish, angles stay, as for small σ_w.
    #expect(point(0, 0.5, 0).length == 0 && abs(point(0, 0.5, 0).angleExponent) < 1e-15)
    #expect(abs(point(0, 0.5, 1e-6).angleExponent) < 1e-11)
    #expect(abs(point(0, 0.5, 1e-3, of: .relu).angleExponent) < 1e-15)
    #expect(abs(point(0.5, 0.5, 0).angleExponent - log(0.75 * 0.75)) < 1e-15)
    #expect(point(0, 0.5, 0, .plain).angleExponent == 0)
  }
}
