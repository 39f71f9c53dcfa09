import Foundation
import SignalPropagation
import Testing

@Suite("ActivationKernel")
struct ActivationKernelTests {
  @Test(arguments: ReferenceCase.all("kernels"))
  func agreesWithQuadrature(_ reference: ReferenceCase) {
    let kernel = ActivationKernel(
      reference.activation, varU: reference["varU"], varV: reference["varV"], covariance: reference["cov"])
    #expect(error(kernel.value, reference["value"]) < 1e-11)
    if reference.has("derivative") { #expect(error(kernel.derivative, reference["derivative"]) < 1e-11) }
  }

  @Test(arguments: Activation.allCases)
  func priceTheorem(_ activation: Activation) {
    func kernel(_ k: Double) -> ActivationKernel {
      ActivationKernel(activation, varU: 2, varV: 0.7, covariance: k)
    }
    for k in [-0.9, -0.2, 0.3, 1.1] {
      let h = 1e-3
      let coarse = (kernel(k + 2 * h).value - kernel(k - 2 * h).value) / (4 * h)
      let fine = (kernel(k + h).value - kernel(k - h).value) / (2 * h)
      #expect(abs((4 * fine - coarse) / 3 - kernel(k).derivative) < 1e-10)
    }
  }

  @Test(arguments: Activation.allCases)
  func theEnds(_ activation: Activation) {
    for q in [0.3, 4, 50] {
      let moments = ActivationMoments(activation, variance: q)
      let same = ActivationKernel(activation, varU: q, varV: q, covariance: q)
      #expect(error(same.value, moments.meanSquare) < 1e-13)
      #expect(error(same.derivative, moments.meanSquareSlope) < 1e-13)
      let swapped = ActivationKernel(activation, varU: 0.2, varV: q, covariance: 0.1)
      let straight = ActivationKernel(activation, varU: q, varV: 0.2, covariance: 0.1)
      #expect(error(swapped.value, straight.value) < 1e-14)
      let opposite = ActivationKernel(activation, varU: q, varV: q, covariance: -q)
      switch activation {
      case .tanh, .erf: #expect(error(opposite.value, -moments.meanSquare) < 1e-13)
      case .relu: #expect(abs(opposite.value) < 1e-15 && abs(opposite.derivative) < 1e-15)
      // φ(−x) = φ(x) − x, and E xφ = q E φ′ = q/2.
      case .gelu:
        #expect(error(opposite.value, moments.meanSquare - q / 2) < 1e-12)
      }
    }
  }

  @Test func impossibleCovariances() {
    #expect(ActivationKernel(.erf, varU: 1, varV: 1, covariance: 1.001).value.isNaN)
    let rounded = ActivationKernel(.tanh, varU: 0.1, varV: 0.1, covariance: 0.1 * (1 + 1e-15))
    #expect(error(rounded.value, ActivationMoments(.tanh, variance: 0.1).meanSquare) < 1e-14)
  }

  @Test(arguments: Activation.allCases)
  func withoutVariance(_ activation: Activation) {
    let kernel = ActivationKernel(activation, varU: 0, varV: 2, covariance: 0)
    #expect(kernel.value == 0)
    #expect(kernel.derivative.isNaN == (activation == .relu))
  }
}
