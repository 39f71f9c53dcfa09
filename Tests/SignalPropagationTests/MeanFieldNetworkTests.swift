import SignalPropagation
import Testing

@Suite("MeanFieldNetwork")
struct MeanFieldNetworkTests {
  @Test(arguments: ReferenceCase.all("lengthMaps"))
  func lengthMap(_ reference: ReferenceCase) {
    #expect(error(reference.network.length(after: reference["q"]), reference["value"]) < 1e-12)
  }

  @Test(arguments: ReferenceCase.all("lengths"))
  func lengthsOfGELU(_ reference: ReferenceCase) {
    let phase = NetworkPhase(reference.network)
    #expect(error(phase.map.fixedLength, reference["qStar"]) < 1e-11)
    #expect(error(phase.chi1, reference["chi1"]) < 1e-11)
  }

  @Test(arguments: Activation.allCases)
  func aFixedLengthIsKept(_ activation: Activation) {
    for (w, b) in [(1e-3, 1e-3), (0.7, 1), (1.3, 0.05), (1.4, 2), (1.41, 0.01), (0, 0.5)] {
      let network = MeanFieldNetwork(activation, weightScale: w, biasScale: b)
      let q = network.fixedLength
      #expect(relativeError(network.length(after: q), q) < 1e-12)
      // Approached from below: iterating from nothing ends there.
      var length = 0.0
      for _ in 0..<300 { length = network.length(after: length) }
      #expect(length <= q * (1 + 1e-12) && length > 0.5 * q)
    }
  }

  @Test func lengthsThatVanishGrowOrStay() {
    func length(_ activation: Activation, _ w: Double, _ b: Double) -> Double {
      MeanFieldNetwork(activation, weightScale: w, biasScale: b).fixedLength
    }
    let root = 2.0.squareRoot()
    #expect(length(.tanh, 1, 0) == 0 && length(.tanh, 0, 0) == 0 && length(.erf, 0.88, 0) == 0)
    #expect(length(.tanh, 0, 2) == 4)
    #expect(length(.relu, 1.2, 0) == 0 && length(.relu, 1.5, 0) == .infinity)
    #expect(length(.relu, root, 0).isNaN && length(.relu, root, 0.1) == .infinity)
    #expect(length(.relu, 1, 1) == 2)
    #expect(length(.gelu, 2, 0) == 0 && length(.gelu, 2.01, 0) == .infinity)
    #expect(length(.gelu, 1.6, 0.1).isFinite && length(.gelu, 1.6, 1) == .infinity)
  }

  /// Just above σ_w = 1 without a bias, q* ≈ (σ_w² − 1)/2.
  @Test(arguments: [1e-3, 1e-6, 1e-9])
  func theOnsetOfTanh(_ excess: Double) {
    let network = MeanFieldNetwork(.tanh, weightScale: 1 + excess, biasScale: 0)
    let expected = (network.weightVariance - 1) / 2
    #expect(relativeError(network.fixedLength, expected) < 4 * excess + 1e-6)
  }

  /// V of GELU is convex and then concave: with σ_w² just below 2 it has three fixed points, and the smallest counts.
  @Test func theSmallestOfThree() {
    let network = MeanFieldNetwork(.gelu, weightScale: 1.99.squareRoot(), biasScale: 0.1)
    let q = network.fixedLength
    #expect(q < 1)
    for fraction in [0, 0.3, 0.9, 0.999] { #expect(network.length(after: fraction * q) > fraction * q) }
  }
}
