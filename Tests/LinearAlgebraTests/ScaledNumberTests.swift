import Foundation
import LinearAlgebra
import Testing

@Suite("ScaledNumber")
struct ScaledNumberTests {
  @Test(arguments: [0.0, 1e-9, -0.3, 1, 700, -745, 12345.678, -99999.5])
  func exponentialsOfAnySize(_ x: Double) {
    let number = ScaledNumber(exponential: x)
    #expect((0.7...1.5).contains(number.significand))
    #expect(abs(number.log10 - x / log(10)) <= 4e-16 * max(1, abs(x)))
    if abs(x) < 700 {
      #expect(abs(scalbn(number.significand, number.exponent) / exp(x) - 1) < 1e-15)
    }
  }

  @Test func logarithmsNearOneAreAccurate() {
    let number = ScaledNumber(significand: 0.5 * (1 + 1e-9), exponent: 1)
    #expect(abs(number.log10 / (1e-9 / log(10)) - 1) < 1e-6)
    #expect(ScaledNumber(significand: 0, exponent: 5).log10 == -.infinity)
    #expect((ScaledNumber(significand: 0.75, exponent: 9) * 2) == ScaledNumber(significand: 1.5, exponent: 9))
  }
}
