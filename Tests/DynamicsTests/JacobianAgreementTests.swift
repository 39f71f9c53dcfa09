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

  /// ẏ = −λ(t)(y − cos t) − sin t + c(z − e), ż = 1 − z: λ falls from 1e5 to 1 about t = 20, ever faster with s, and
  /// y = cos t, z = e = 1 − e^(t₀ − t), whatever λ is.
  private static func fall(_ s: Double, from start: Double, coupling: Double) -> ClosureField {
    ClosureField(2) { t, y, dy in
      let rate = pow(10, 2.5 * (1 - tanh(s * (t - 20))))
      dy[0] = -rate * (y[0] - cos(t)) - sin(t) + coupling * (y[1] - (1 - exp(start - t)))
      dy[1] = 1 - y[1]
    }
  }

  private static let speeds = [2.0, 3, 5, 8]
  private static let starts = [5.0, 8, 11, 14, 17]

  /// The largest error at the end of a step in units of the tolerance, over four falls from five starts.
  private static func worstError(
    _ method: some Integrator, _ tolerance: Double, coupling: Double = 0
  ) -> Double {
    var worst = 0.0
    for s in speeds {
      for start in starts {
        var run = Integration(
          of: fall(s, from: start, coupling: coupling), from: [cos(start), 0], at: start, with: method,
          IntegrationOptions(Tolerances(relative: tolerance, absolute: tolerance), maximumSteps: 20_000))
        while run.time < 30 {
          guard (try? run.step(notBeyond: 30)) != nil else { return .infinity }
          let (t, y) = (run.time, run.state)
          worst = max(worst, abs(y[0] - cos(t)), abs(y[1] - (1 - exp(start - t))))
        }
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

  /// A coordinate that changes far more does not hide the row's own wrong entry: errors of z are worth a thousand of their own in y.
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
  @Test func agreementCostsNothing() {
    let field = Self.fall(5, from: 5, coupling: 0)
    func cost(_ method: RadauIIA5) -> IntegrationStatistics {
      InitialValueProblem(field, from: [cos(5), 0], at: 5, to: 15).solve(
        with: method, IntegrationOptions(Tolerances(relative: 1e-6, absolute: 1e-6))
      ).statistics
    }
    var unchecked = Self.radau
    unchecked.checksJacobian = false
    #expect(cost(Self.radau) == cost(unchecked))
  }
}
