import Foundation
import SignalPropagation
import Testing

@Suite("CriticalPoint")
struct CriticalPointTests {
  @Test(arguments: ReferenceCase.all("criticalLine"))
  func agreesWithReference(_ reference: ReferenceCase) {
    let point = CriticalPoint(reference.activation, biasScale: reference["sigmaB"])
    #expect(error(point.weightScale, reference["sigmaW"]) < 1e-11)
    #expect(error(point.fixedLength, reference["q"]) < 1e-10)
  }

  @Test(arguments: [Activation.tanh, .erf], [1e-9, 0.02, 6])
  func theNetworkThereIsCritical(_ activation: Activation, _ bias: Double) {
    let point = CriticalPoint(activation, biasScale: bias)
    let phase = NetworkPhase(
      MeanFieldNetwork(activation, weightScale: point.weightScale, biasScale: bias))
    #expect(phase.phase == .critical)
    // The boundary is flat near its end: σ_b² is of order q³.
    if bias > 0.01 { #expect(relativeError(phase.map.fixedLength, point.fixedLength) < 1e-9) }
  }

  /// σ_b² ≈ (4/3)·q³ for tanh and small q, since E φ² = q − 2q² + (17/3)q³ and E φ′² = 1 − 2q + 7q².
  @Test func theEndOfTheLine() {
    let point = CriticalPoint(.tanh, biasScale: 1e-9)
    #expect(relativeError(point.fixedLength, pow(0.75e-18, 1.0 / 3)) < 1e-4)
    #expect(relativeError(point.weightScale, 1 + point.fixedLength) < 1e-11)
  }

  @Test func rectifiers() {
    #expect(CriticalPoint(.relu, biasScale: 3).weightScale == 2.0.squareRoot())
    #expect(CriticalPoint(.relu, biasScale: 3).fixedLength == .infinity)
    #expect(CriticalPoint(.relu, biasScale: 0).fixedLength.isNaN)
    #expect(CriticalPoint(.gelu, biasScale: 0).weightScale == 2)
  }
}
