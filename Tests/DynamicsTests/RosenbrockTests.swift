import Dynamics
import Foundation
import LinearAlgebra
import Testing

@Suite struct RosenbrockTests {
  private let method = Rosenbrock(.rodas4)

  /// Prothero and Robinson: y follows cos t, however stiff; steps follow accuracy, not stability.
  @Test(arguments: [1e4, 1e6, 1e12]) func stiffnessCostsNoSteps(_ rate: Double) {
    let field = ClosureField(1, { t, y, dy in dy[0] = -rate * (y[0] - cos(t)) - sin(t) })
    let solution = InitialValueProblem(field, from: [1], to: 10).solve(
      with: method, IntegrationOptions(Tolerances(relative: 1e-6, absolute: 1e-6)))
    #expect(solution.outcome == .completed && solution.statistics.steps < 200)
    #expect(abs(solution.finalState[0] - cos(10)) < 1e-5)
    #expect(solution.statistics.jacobians == solution.statistics.accepted)
    #expect(solution.statistics.factorizations == solution.statistics.steps)
  }

  /// R(∞) = 0: a transient is gone after one step, however long.
  @Test func transientsAreDamped() {
    let field = ClosureField(
      1, { _, y, dy in dy[0] = -1e12 * y[0] }, derivatives: { _, _ in ([[-1e12]], [0]) })
    let solution = InitialValueProblem(field, from: [1], to: 1).solve(with: method, .fixedStep(1))
    #expect(abs(solution.finalState[0]) < 1e-9)
  }

  /// A matrix that cannot be factorised is named, with the time.
  @Test func aJacobianWithoutNumbersIsNamed() {
    let field = ClosureField(
      1, { _, y, dy in dy[0] = -y[0] }, derivatives: { t, _ in ([[t < 0.5 ? -1 : .nan]], [0]) })
    let solution = InitialValueProblem(field, from: [1], to: 1).solve(
      with: method, IntegrationOptions(Tolerances(relative: 1e-6, absolute: 1e-6)))
    guard case .matrix(let time, nil, .notFinite) = solution.failure else {
      Issue.record("\(solution.outcome)")
      return
    }
    #expect(time >= 0.5)
  }
}
