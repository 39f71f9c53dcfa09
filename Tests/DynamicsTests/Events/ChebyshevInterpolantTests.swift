import Foundation
import Testing

@testable import Dynamics

@Suite struct ChebyshevInterpolantTests {
  private func interpolant(_ lower: Double, _ upper: Double, _ function: (Double) -> Double)
    -> ChebyshevInterpolant
  {
    ChebyshevInterpolant(from: lower, function(lower), to: upper, function(upper), of: function)
  }

  /// T_k has the coefficient 1 at k and no other, and polynomials of degree 8 are their own interpolant.
  @Test func polynomialsOfChebyshev() {
    for k in 0...8 {
      let piece = interpolant(-1, 1) { cos(Double(k) * acos($0)) }
      for (j, c) in piece.coefficients.enumerated() { #expect(abs(c - (j == k ? 1 : 0)) < 1e-14) }
      #expect(piece.error < 1e-13)
    }
  }

  /// (x³)' = 3x², (x³)'' = 6x; on [0, 2] x = s − 1.
  @Test func derivatives() {
    let piece = interpolant(0, 2) { pow($0 - 1, 3) }
    let slope = ChebyshevInterpolant.derivative(piece.coefficients)
    let bend = ChebyshevInterpolant.derivative(slope)
    for x in [-1, -0.3, 0.2, 1] {
      #expect(abs(ChebyshevInterpolant.sum(piece.coefficients, at: x) - x * x * x) < 1e-15)
      #expect(abs(ChebyshevInterpolant.sum(slope, at: x) - 3 * x * x) < 1e-13)
      #expect(abs(ChebyshevInterpolant.sum(bend, at: x) - 6 * x) < 1e-11)
    }
  }

  /// The error is one: of eˣ small, of a wave that nine points cannot see large.
  @Test func errors() {
    let smooth = interpolant(0, 3) { exp($0) }
    for k in 0...100 {
      let x = Double(k) / 50 - 1
      let off = abs(ChebyshevInterpolant.sum(smooth.coefficients, at: x) - exp(1.5 * (1 + x)))
      #expect(off <= smooth.error)
    }
    #expect(smooth.error < 1e-4)
    for frequency in [20.0, 50, 133, 1000] {
      #expect(interpolant(0, 1) { sin(frequency * $0) }.error > 0.1)
    }
  }

  @Test func bounds() {
    let piece = interpolant(0, 1) { 2 + sin($0) }
    #expect(ChebyshevInterpolant.leastMagnitude(piece.coefficients) > 1.9)
    #expect(ChebyshevInterpolant.leastMagnitude(piece.coefficients) <= 2 + 1e-12)
    #expect(interpolant(0, 1) { $0 - 0.4 }.places.first == 0)
    #expect(interpolant(0.1, 0.7) { $0 }.places.last == 0.7)
  }
}
