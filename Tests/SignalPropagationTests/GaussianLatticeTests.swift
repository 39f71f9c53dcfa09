import Foundation
import Testing

@testable import SignalPropagation

@Suite("GaussianLattice")
struct GaussianLatticeTests {
  @Test(arguments: [1e-12, 0.3, 1, 7, 1e3])
  func momentsOfTheNormalDistribution(_ variance: Double) {
    let lattice = GaussianLattice(variance: variance)
    #expect(abs(lattice.mean { _ in 1 } - 1) < 1e-14)
    #expect(abs(lattice.mean { $0 * $0 } / variance - 1) < 1e-13)
    #expect(abs(lattice.mean { pow($0, 4) } / (3 * variance * variance) - 1) < 1e-13)
    #expect(abs(lattice.evenMean(cos) - exp(-variance / 2)) < 1e-14)
  }

  /// A function that ends needs no points beyond.
  @Test(arguments: [0.3, 40, 1e8])
  func support(_ variance: Double) {
    let lattice = GaussianLattice(variance: variance, support: 10)
    #expect(abs(lattice.mean { exp(-$0 * $0) } * (1 + 2 * variance).squareRoot() - 1) < 1e-13)
    #expect(Double(lattice.reach) * lattice.step < 10 + lattice.step)
  }

  @Test func noVarianceIsAPoint() {
    #expect(GaussianLattice(variance: 0).mean { 3 + $0 } == 3)
    #expect(GaussianLattice(variance: 0).evenMean { 3 + $0 } == 3)
  }
}
