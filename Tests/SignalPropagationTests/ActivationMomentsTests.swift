import SignalPropagation
import Testing

@Suite("ActivationMoments")
struct ActivationMomentsTests {
  @Test(arguments: ReferenceCase.all("moments"))
  func agreeWithQuadrature(_ reference: ReferenceCase) {
    let moments = ActivationMoments(reference.activation, variance: reference["q"])
    #expect(relativeError(moments.meanSquare, reference["meanSquare"]) < 3e-12)
    for (name, value) in [
      ("meanSquareSlope", moments.meanSquareSlope), ("meanSquareCurvature", moments.meanSquareCurvature),
      ("lengthSlope", moments.lengthSlope),
    ] where reference.has(name) { #expect(relativeError(value, reference[name]) < 3e-12) }
  }

  /// A twin that must fail: moments of a neighbouring variance.
  @Test func aWrongVarianceIsNoticed() {
    let misses = ReferenceCase.all("moments").count {
      relativeError(
        ActivationMoments($0.activation, variance: $0["q"] * (1 + 1e-9)).meanSquare, $0["meanSquare"]) > 3e-12
    }
    #expect(misses > 15)
  }

  /// V′ is the derivative of V (Gaussian integration by parts), across the change of formula at q = 1.
  @Test(arguments: Activation.allCases)
  func lengthSlopeIsADerivative(_ activation: Activation) {
    for q in [0.05, 0.5, 1, 3, 40] {
      let h = 1e-4 * q
      func square(_ q: Double) -> Double { ActivationMoments(activation, variance: q).meanSquare }
      // Richardson's extrapolation of central differences.
      let coarse = (square(q + 2 * h) - square(q - 2 * h)) / (4 * h)
      let fine = (square(q + h) - square(q - h)) / (2 * h)
      #expect(abs((4 * fine - coarse) / 3 - ActivationMoments(activation, variance: q).lengthSlope) < 1e-10)
    }
  }

  /// The Gaussian Poincaré inequality, q E φ′² ≥ Var φ.
  @Test(arguments: [Activation.tanh, .erf])
  func poincare(_ activation: Activation) {
    for q in [1e-3, 0.1, 1, 10, 1e3, 1e6] {
      let moments = ActivationMoments(activation, variance: q)
      #expect(q * moments.meanSquareSlope > moments.meanSquare)
    }
  }

  @Test func withoutVariance() {
    for activation in Activation.allCases {
      let moments = ActivationMoments(activation, variance: 0)
      #expect(moments.meanSquare == 0)
      if activation != .relu {
        #expect(abs(moments.meanSquareSlope - activation.slopeAtZero * activation.slopeAtZero) < 1e-15)
      }
    }
    #expect(ActivationMoments(.gelu, variance: 0).meanSquareCurvature == 2 / .pi)
    #expect(ActivationMoments(.relu, variance: 1).meanSquareCurvature == .infinity)
  }
}
