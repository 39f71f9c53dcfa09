import SignalPropagation
import Testing

@Suite("DualActivation")
struct DualActivationTests {
  private static let variances = [1e-6, 4, 101]

  @Test(arguments: Activation.allCases, variances)
  func agreesWithTheKernel(_ activation: Activation, _ q: Double) {
    let dual = DualActivation(activation, variance: q)
    for c in [-0.8, 0.2, 0.97] {
      let kernel = ActivationKernel(activation, varU: q, varV: q, covariance: c * q)
      #expect(error(dual.value(at: c), kernel.value) < 1e-13)
      #expect(relativeError(dual.derivative(at: c), kernel.derivative) < 1e-11)
      let secant = (dual.moments.meanSquare - kernel.value) / (1 - c)
      #expect(relativeError(dual.secant(at: c), secant) < 1e-11)
    }
    #expect(relativeError(dual.value(at: 1), dual.moments.meanSquare) < 1e-13)
  }

  /// Near c = 1 the secant is the slope there less half the second derivative, without a digit lost.
  @Test(arguments: [Activation.tanh, .erf, .gelu], [0.4, 300])
  func theSecantNearOne(_ activation: Activation, _ q: Double) {
    let dual = DualActivation(activation, variance: q)
    let moments = dual.moments
    for rest in [1e-4, 1e-8] {
      let c = 1 - rest
      let expected = q * (moments.meanSquareSlope - q * moments.meanSquareCurvature * (1 - c) / 2)
      #expect(relativeError(dual.secant(at: c), expected) < 1e-13 + 10 * q * q * rest * rest)
    }
    #expect(relativeError(dual.secant(at: 1), q * moments.meanSquareSlope) < 1e-13)
  }

  /// A theorem: no coefficient of F is negative, so that F, F′ and the secant increase on [0, 1].
  @Test(arguments: Activation.allCases, variances)
  func everythingIncreases(_ activation: Activation, _ q: Double) {
    let dual = DualActivation(activation, variance: q)
    let grid = [0, 0.3, 0.499, 0.501, 0.94, 0.96, 0.99999, 1]
    for (a, b) in zip(grid, grid.dropFirst()) {
      #expect(dual.value(at: a) < dual.value(at: b))
      #expect(dual.derivative(at: a) <= dual.derivative(at: b))
      #expect(dual.secant(at: a) <= dual.secant(at: b) * (1 + 1e-12))
    }
  }
}
