import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Dynamics

@Suite struct JacobianAgreementTests {
  /// Row 0 of J = [−100, 50] after a change (2, 1), at (3, 4) with a derivative of 7.
  private func row(_ defect: Double, nextChange: Double) -> JacobianAgreement {
    .ofRow(
      0, of: Matrix(rowByRow: [[-100, 50], [0, 0]]), defect: defect, along: [2, 1], then: nextChange,
      at: [3, 4], plus: [2, 1], derivative: 7)
  }

  /// Half of 250 where the coordinate's changes halve, a fiftieth where they do not.
  @Test func defectsAreComparedWithTheTermsOfTheRow() {
    #expect(row(125, nextChange: 1) == .agrees && row(-125, nextChange: -1) == .agrees)
    #expect(row(126, nextChange: 0) == .disagrees && row(-126, nextChange: 0) == .disagrees)
    #expect(row(5, nextChange: 1.01) == .agrees && row(-5.1, nextChange: 1.01) == .disagrees)
  }

  /// Rounding is what four units of the last place of 7 + 100·5 + 50·5 are.
  @Test func roundingResolvesNothing() {
    func still(_ defect: Double) -> JacobianAgreement {
      .ofRow(
        0, of: Matrix(rowByRow: [[-100, 50], [0, 0]]), defect: defect, along: [0, 0], then: 0, at: [3, 4],
        plus: [2, 1], derivative: 7)
    }
    #expect(still(0) == .agrees && still(3.9 * .ulpOfOne * 757) == .unresolved)
    #expect(still(4.1 * .ulpOfOne * 757) == .disagrees)
  }

  private static let sharpnesses = [2.0, 3, 5, 8]
  private static let starts = [5.0, 8, 11, 14, 17]

  /// The largest error at the end of a step in units of the tolerance, over four falls from five starts.
  private static func worstError(
    _ method: some Integrator, _ tolerance: Double, coupling: Double = 0
  ) -> Double {
    var worst = 0.0
    for sharpness in sharpnesses {
      for start in starts {
        let field = EndOfStiffness(sharpness: sharpness, start: start, coupling: coupling)
        guard let run = try? field.largestError(with: method, tolerance: tolerance) else { return .infinity }
        worst = max(worst, run.error)
      }
    }
    return worst / tolerance
  }

  private static let radau = RadauIIA5()
  private static let automatic = AutomaticIntegrator(.tsitouras5, RadauIIA5())
  private static let rodas = Rosenbrock(.rodas4)

  /// A Jacobian kept from before, and a fresh one in a step across the fall.
  @Test(arguments: [1e-3, 1e-4, 1e-5, 1e-6]) func theEndOfStiffnessIsNoticed(_ tolerance: Double) {
    #expect(Self.worstError(Self.radau, tolerance) < 10)
    #expect(Self.worstError(Self.automatic, tolerance) < 10)
    #expect(Self.worstError(Self.rodas, tolerance) < 100)
  }

  @Test(.slow, arguments: [1e-7, 1e-8]) func theEndOfStiffnessIsNoticedAtSmallTolerances(_ tolerance: Double)
  {
    #expect(Self.worstError(Self.radau, tolerance) < 20)
    #expect(Self.worstError(Self.automatic, tolerance) < 20)
    #expect(Self.worstError(Self.rodas, tolerance) < 20)
  }

  /// A coordinate that changes far more does not hide the row's own wrong entry: errors of z are worth a thousand of
  /// their own in y.
  @Test(arguments: [1e-3, 1e-4, 1e-5]) func othersDoNotHideIt(_ tolerance: Double) {
    #expect(Self.worstError(Self.radau, tolerance, coupling: 1e3) < 100)
    #expect(Self.worstError(Self.automatic, tolerance, coupling: 1e3) < 100)
  }

  /// The twin: without the comparison the same steps are accepted, wrong by a thousand tolerances and more.
  @Test(arguments: [1e-3, 1e-4]) func withoutItNobodyNotices(_ tolerance: Double) {
    var (radau, rodas) = (Self.radau, Self.rodas)
    (radau.checksJacobian, rodas.checksJacobian) = (false, false)
    #expect(Self.worstError(radau, tolerance) > 1000)
    #expect(Self.worstError(AutomaticIntegrator(.tsitouras5, radau), tolerance) > 1000)
    #expect(Self.worstError(rodas, tolerance) > 1000)
  }

  /// Jacobians of a linear problem agree: it is made once in all of the stiff stretch.
  @Test func agreementCostsNothing() throws {
    let field = EndOfStiffness(sharpness: 5, start: 5)
    func cost(_ method: RadauIIA5) throws -> IntegrationStatistics {
      try field.largestError(with: method, tolerance: 1e-6, to: 15).statistics
    }
    var unchecked = Self.radau
    unchecked.checksJacobian = false
    #expect(try cost(Self.radau) == cost(unchecked))
  }
}
