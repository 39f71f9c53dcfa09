import Foundation
import SignalPropagation
import Testing

@Suite("CorrelationMap")
struct CorrelationMapTests {
  @Test(arguments: ReferenceCase.all("correlationMaps"))
  func values(_ reference: ReferenceCase) {
    let map = CorrelationMap(reference.network)
    #expect(error(map(reference["c"]), reference["value"]) < 1e-12)
    if reference.has("slope") { #expect(error(map.slope(at: reference["c"]), reference["slope"]) < 1e-12) }
  }

  @Test(arguments: ReferenceCase.all("iterates"))
  func iterates(_ reference: ReferenceCase) {
    let layers = reference.integer("layers")
    let correlations = CorrelationMap(reference.network).iterates(from: reference["c0"], layers: layers)
    #expect(correlations.count == layers)
    #expect(error(correlations[layers - 1], reference["c"]) < 1e-11)
  }

  @Test(arguments: Activation.allCases)
  func oneIsFixedAndTheSlopeThereIsChi1(_ activation: Activation) {
    let network = MeanFieldNetwork(activation, weightScale: 1.35, biasScale: 0.2)
    let map = CorrelationMap(network)
    #expect(map(1) == 1)
    #expect(relativeError(map.secant(at: 1), NetworkPhase(network).chi1) < 1e-13)
    #expect(relativeError(map.slope(at: 1), NetworkPhase(network).chi1) < 1e-13)
    for c in [-0.8, 0.1, 0.45, 0.7] {
      let h = 1e-4
      #expect(abs((map(c + h) - map(c - h)) / (2 * h) - map.slope(at: c)) < 1e-7)
      #expect(abs(map(c) - (1 - (1 - c) * map.secant(at: c))) < 1e-14)
      let product = network.covariance(after: map.fixedLength, map.fixedLength, c * map.fixedLength)
      #expect(error(map(c), product / map.fixedLength) < 1e-12)
    }
    #expect(map([0.2, 0.9]) == [map(0.2), map(0.9)])
  }

  /// ReLU's map does not depend on length: without a bias it is the same for every σ_w, with a bias where lengths grow.
  @Test func rectifiersHaveNoScale() {
    let reference = CorrelationMap(MeanFieldNetwork(.relu, weightScale: 2.0.squareRoot(), biasScale: 0))
    for (w, b) in [(0.3, 0), (1.2, 0), (3, 0), (3, 0.5)] {
      let map = CorrelationMap(MeanFieldNetwork(.relu, weightScale: w, biasScale: b))
      for c in [-1, 0, 0.6, 1] { #expect(map(c) == reference(c)) }
    }
  }

  /// GELU from far away is ReLU.
  @Test func growingLengthsOfGELU() {
    let gelu = CorrelationMap(MeanFieldNetwork(.gelu, weightScale: 2.5, biasScale: 0))
    let relu = CorrelationMap(MeanFieldNetwork(.relu, weightScale: 2.5, biasScale: 0))
    #expect(gelu.fixedLength == .infinity && gelu(0.3) == relu(0.3))
  }

  @Test func withoutLengthThereIsNoAngle() {
    let map = CorrelationMap(MeanFieldNetwork(.tanh, weightScale: 0.5, biasScale: 0))
    #expect(map(0.3).isNaN && map(0.8).isNaN)
    #expect(map.slope(at: 1) == 0.25)
  }
}
