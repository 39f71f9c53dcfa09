import Foundation
import Testing

@testable import SignalPropagation

@Suite("TanhKernel")
struct TanhKernelTests {
  /// For large variances tanh is a sign: E → (2/π) arcsin c, and q·E φ′φ′ → (2/π)/√(1 − c²).
  @Test func becomesTheArcsineLaw() {
    for c in [-0.7, 0.2, 0.95] {
      let kernel = TanhKernel(1e8, 1e8, cosine: c)
      #expect(abs(kernel.value - 2 / .pi * asin(c)) < 1e-6)
      #expect(abs(kernel.derivative * 1e8 - 2 / .pi / (1 - c * c).squareRoot()) < 1e-6)
    }
  }

  /// For small variances it is linear.
  @Test func becomesTheCovariance() {
    let kernel = TanhKernel(1e-10, 4e-10, cosine: 0.3)
    #expect(abs(kernel.value / (0.3 * 2e-10) - 1) < 1e-8)
    #expect(abs(kernel.derivative - 1) < 1e-8)
  }

  @Test(arguments: [0.3, 4, 90, 1e4, 1e6])
  func theIntegralOfTheDerivativeEndsAtTheMeanSquare(_ q: Double) {
    let all = q * TanhKernel(q, q, cosine: 1).integral(from: 0, to: 1)
    #expect(abs(all / ActivationMoments(.tanh, variance: q).meanSquare - 1) < 1e-12)
  }

  @Test func anglesNearZero() {
    #expect(abs(TanhKernel.angle(1 - 1e-12) / 2e-12.squareRoot() - 1) < 1e-4)
    #expect(TanhKernel.angle(-1) == .pi && abs(TanhKernel.angle(0.5) - .pi / 3) < 1e-15)
  }
}
