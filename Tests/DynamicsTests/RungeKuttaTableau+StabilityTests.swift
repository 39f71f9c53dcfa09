import Foundation
import Testing

@testable import Dynamics

@Suite struct RungeKuttaTableauStabilityTests {
  private static let tableaus: [RungeKuttaTableau] = [.dormandPrince5, .tsitouras5, .dormandPrince8]

  /// A method of order p makes exp(z) up to z^(p+1).
  @Test func itIsTheExponentialToTheOrder() {
    for tableau in Self.tableaus {
      func defect(_ z: Double) -> Double { abs(tableau.stabilityFunction(z) - exp(z)) }
      // As small as rounding allows.
      let z = tableau.order > 5 ? -0.5 : -0.1
      let order = log2(defect(z) / defect(z / 2))
      #expect(abs(order - Double(tableau.order + 1)) < 0.3, "\(tableau.name): \(order)")
    }
  }

  /// What a step does to ẏ = −y is what the function says.
  @Test func stepsFollowIt() throws {
    for tableau in Self.tableaus {
      var integration = Integration(
        of: ClosureField(1) { _, y, dy in dy[0] = -y[0] }, from: [1], with: ExplicitRungeKutta(tableau),
        .fixedStep(3))
      try integration.step(notBeyond: 3)
      #expect(abs(integration.state[0] - tableau.stabilityFunction(-3)) < 1e-13)
    }
  }

  /// 3.3066 is the value in Hairer and Wanner (1996), §IV.2; the others are those of OrdinaryDiffEq.jl.
  @Test(arguments: [("dormand-prince-5", 3.3066), ("tsitouras-5", 3.5068), ("dormand-prince-8", 6.3)])
  func limits(_ name: String, _ published: Double) throws {
    let tableau = try #require(Self.tableaus.first { $0.name == name })
    let limit = tableau.realStabilityLimit()
    #expect(abs(limit - published) < (name == "dormand-prince-8" ? 0.2 : 1e-3), "\(limit)")
    #expect(abs(tableau.stabilityFunction(-limit * (1 + 1e-6))) > 1)
    #expect(abs(tableau.stabilityFunction(-limit * (1 - 1e-6))) < 1)
  }
}
