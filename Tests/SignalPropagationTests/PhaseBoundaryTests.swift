import SignalPropagation
import Testing

@Suite("PhaseBoundary")
struct PhaseBoundaryTests {
  @Test(arguments: ReferenceCase.all("boundaries"))
  func agreesWithReference(_ reference: ReferenceCase) throws {
    var transformer = TransformerInitialization(
      reference.activation, attentionStrength: reference["alpha"], mlpStrength: reference["alpha"],
      attentionScale: 1, weightScale: 1, tokens: 16)
    #expect(error(try #require(PhaseBoundary.angle(transformer)), reference["angle"]) < 1e-10)
    guard reference.has("gradient16") else { return }
    #expect(
      error(try #require(PhaseBoundary.gradient(transformer, layers: 16)), reference["gradient16"]) < 1e-10)
    transformer.tokens = 256
    #expect(
      error(try #require(PhaseBoundary.gradient(transformer, layers: 16)), reference["gradient256"]) < 1e-10)
  }

  /// For small α the boundary is where χ_M = 1 + F(1).
  @Test func weakLayers() throws {
    let transformer = TransformerInitialization(
      .tanh, attentionStrength: 1e-4, mlpStrength: 1e-4, attentionScale: 1, weightScale: 1, tokens: 16)
    let weightScale = try #require(PhaseBoundary.angle(transformer))
    let variance = weightScale * weightScale
    let moments = ActivationMoments(.tanh, variance: variance)
    #expect(abs(variance * moments.meanSquareSlope - 1 - moments.meanSquare) < 1e-6)
    #expect(abs(weightScale - 3.3772872915) < 1e-6)
  }

  @Test func withoutPerceptronsThereIsNone() {
    let transformer = TransformerInitialization(
      .tanh, attentionStrength: 0.5, mlpStrength: 0, attentionScale: 1, weightScale: 1, tokens: 16)
    #expect(PhaseBoundary.angle(transformer) == nil)
  }
}
