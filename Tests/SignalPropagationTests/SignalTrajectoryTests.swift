import SignalPropagation
import Testing

@Suite("SignalTrajectory")
struct SignalTrajectoryTests {
  /// One trajectory for all references that belong to it.
  @Test(
    arguments: Array(
      Dictionary(grouping: ReferenceCase.all("trajectories")) { [$0["c0"], $0["alphaM"]] }.values))
  func agreesWithReference(_ references: [ReferenceCase]) {
    let first = references[0]
    let trajectory = SignalTrajectory(
      BlockMap(first.transformer), from: TokenGeometry(length: first["q0"], correlation: first["c0"]),
      layers: first.integer("layers"))
    for reference in references {
      let blocks = reference.integer("blocks")
      #expect(error(trajectory.tokens[blocks].length, reference["q"]) < 1e-10)
      #expect(error(trajectory.tokens[blocks].correlation, reference["c"]) < 1e-10)
      #expect(error(trajectory.gradients[blocks].length, reference["u"]) < 1e-10)
      #expect(error(trajectory.gradients[blocks].overlap, reference["w"]) < 1e-10)
    }
  }

  /// From the collapsed point the general exponent of the gradient is the closed formula.
  @Test func fromTheCollapsedPoint() {
    let transformer = TransformerInitialization(
      .erf, attentionStrength: 0.4, mlpStrength: 0.6, attentionScale: 1.5, weightScale: 2, tokens: 9)
    let point = CollapsedPoint(transformer)
    let map = BlockMap(transformer)
    let start = TokenGeometry(length: point.length, gap: 0)
    for layers in [1, 7] {
      let trajectory = SignalTrajectory(map, from: start, layers: layers)
      #expect(error(trajectory.gradientExponent, point.gradientExponent(tokens: 9, layers: layers)) < 1e-13)
    }
    let shared = SignalTrajectory(map, from: start, layers: 5, readout: .shared)
    #expect(error(shared.gradientExponent, point.tokenExponent) < 1e-13)
    #expect(SignalTrajectory(map, from: start, layers: 0).tokens == [start])
  }
}
