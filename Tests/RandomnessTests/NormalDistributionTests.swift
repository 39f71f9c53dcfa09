import Foundation
import Randomness
import Testing

@Suite struct NormalDistributionTests {
  /// mpmath at 40 digits: `-sqrt(2)*erfinv(1-2*p)`, and a root of log Φ for the smallest p.
  private static let references: [(probability: Double, quantile: Double)] = [
    (0x1p-1074, -38.467405617144346251), (1e-300, -37.047096299361199237), (1e-17, -8.4937932241095980661),
    (0x1p-54, -8.2923610758135955382), (1e-10, -6.3613409024040561991), (1e-5, -4.2648907939228246102),
    (1e-3, -3.0902323061678135354), (0.025, -1.9599639845400542118), (0.07499, -1.4396021182393162092),
    (0.07501, -1.4394608308216258304), (0.1, -1.2815515655446004353), (0.25, -0.6744897501960817432),
    (0.4, -0.25334710313579974132),
  ]

  /// The probabilities at which `quantile` misses its reference by more than 1e-15 relative.
  private func violations(_ quantile: (Double) -> Double) -> [Double] {
    Self.references.filter { abs(quantile($0.probability) / $0.quantile - 1) > 1e-15 }.map(\.probability)
  }

  @Test func agreesWithReferences() {
    #expect(violations { NormalDistribution.quantile($0) } == [])
  }

  /// An error of a dozen units in the last place is seen at every reference.
  @Test func referencesRejectAScaledQuantile() {
    #expect(violations { NormalDistribution.quantile($0) * (1 + 3e-15) }.count == Self.references.count)
  }

  @Test func hasTheLimitsOfADistribution() {
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
    #expect(NormalDistribution.quantile(0.5) == 0)
    #expect(NormalDistribution.quantile(-0.1).isNaN)
    #expect(NormalDistribution.quantile(1.1).isNaN)
    #expect(NormalDistribution.quantile(.nan).isNaN)
  }

  /// Independent route: Φ(Φ⁻¹(p)) = erfc(−z/√2)/2 = p, with the condition number z·φ(z)/Φ(z) ≈ 1 + z².
  @Test func invertsTheErrorFunction() {
    for exponent in stride(from: -1.0, through: -290, by: -0.37) {
      let probability = pow(10, exponent)
      let z = NormalDistribution.quantile(probability)
      let back = 0.5 * erfc(-z / 2.0.squareRoot())
      #expect(abs(back / probability - 1) < 8e-16 * (1 + z * z), "p = \(probability)")
    }
  }

  /// Dyadic arguments are exact in both forms.
  @Test func centredFormIsTheSameFunction() {
    for exponent in -54...(-2) {
      let tail = Double(sign: .plus, exponent: exponent, significand: 1)
      #expect(NormalDistribution.quantile(centred: tail - 0.5) == NormalDistribution.quantile(tail))
    }
  }

  @Test func isOddAndIncreasing() {
    var last = -Double.infinity
    for step in 1..<2000 {
      let q = -0.5 + Double(step) / 2000
      let z = NormalDistribution.quantile(centred: q)
      #expect(z == -NormalDistribution.quantile(centred: -q))
      #expect(z > last)
      last = z
    }
  }
}
