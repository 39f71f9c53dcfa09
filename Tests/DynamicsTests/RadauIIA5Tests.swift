import Foundation
import LinearAlgebra
import Testing

@testable import Dynamics

@Suite struct RadauIIA5Tests {
  private let method = RadauIIA5()

  /// Prothero and Robinson: y follows cos t, however stiff; the Jacobian of a linear problem is made once.
  @Test(arguments: [1e2, 1e6, 1e12]) func stiffnessCostsNoSteps(_ rate: Double) {
    let field = ClosureField(1) { t, y, dy in dy[0] = -rate * (y[0] - cos(t)) - sin(t) }
    let solution = InitialValueProblem(field, from: [1], to: 10).solve(
      with: method, IntegrationOptions(Tolerances(relative: 1e-8, absolute: 1e-8)))
    #expect(solution.outcome == .completed && solution.statistics.steps < 200)
    #expect(abs(solution.finalState[0] - cos(10)) < 1e-6)
    #expect(solution.statistics.jacobians <= 3)
    #expect(solution.statistics.factorizations <= solution.statistics.steps)
  }

  /// R(∞) = 0.
  @Test func transientsAreDamped() {
    let field = ClosureField(
      1, { _, y, dy in dy[0] = -1e12 * y[0] }, derivatives: { _, _ in ([[-1e12]], [0]) })
    let solution = InitialValueProblem(field, from: [1], to: 1).solve(with: method, .fixedStep(1))
    #expect(abs(solution.finalState[0]) < 1e-9)
  }

  /// One step of a linear problem is the (2, 3) Padé approximation of the exponential.
  @Test(arguments: [-0.3, -2, 0.5, -50]) func stabilityFunction(_ z: Double) {
    let field = ClosureField(1, { _, y, dy in dy[0] = z * y[0] }, derivatives: { _, _ in ([[z]], [0]) })
    let solution = InitialValueProblem(field, from: [1], to: 1).solve(with: method, .fixedStep(1))
    let exact = (1 + 2 * z / 5 + z * z / 20) / (1 - 3 * z / 5 + 3 * z * z / 20 - z * z * z / 60)
    #expect(abs(solution.finalState[0] - exact) < 1e-13)
  }

  /// Every coordinate of an oscillating system goes through the complex block.
  @Test func rotation() {
    let field = ClosureField(
      2,
      { _, y, dy in
        dy[0] = -y[1]
        dy[1] = y[0]
      }, derivatives: { _, _ in ([[0, -1], [1, 0]], [0, 0]) })
    let solution = InitialValueProblem(field, from: [1, 0], to: 20).solve(
      with: method, IntegrationOptions(Tolerances(relative: 1e-10, absolute: 1e-10)))
    #expect(abs(solution.finalState[0] - cos(20)) < 1e-8 && abs(solution.finalState[1] - sin(20)) < 1e-8)
  }

  @Test func transformation() {
    let blocks = RadauTransformation.blocks
    #expect(abs(blocks[0][0] - RadauStages.realEigenvalue) < 1e-13)
    // The pair of complex eigenvalues: trace 9 − μ and determinant 60/μ of A⁻¹.
    #expect(abs(blocks[1][1] + blocks[2][2] - (9 - RadauStages.realEigenvalue)) < 1e-12)
    let determinant = blocks[1][1] * blocks[2][2] - blocks[1][2] * blocks[2][1]
    #expect(abs(determinant - 60 / RadauStages.realEigenvalue) < 1e-11)
  }

  /// The polynomial of the step before is so good a guess that three iterations are enough.
  @Test func stagesAreGuessed() {
    let form = ClosedForm.driven
    let solution = form.problem.solve(
      with: method, IntegrationOptions(Tolerances(relative: 1e-10, absolute: 1e-10)))
    let cost = solution.statistics
    #expect(solution.outcome == .completed && cost.accepted > 100)
    #expect(cost.evaluations <= 10 * cost.steps && cost.roundingLimited == 0)
    #expect(cost.jacobians < cost.steps / 4 && cost.factorizations < cost.steps / 2)
  }

  /// A large change that is right at once says nothing about a small one whose Jacobian is 30 % off: the stages are
  /// still those of the method, to a fraction of the tolerance.
  @Test func oneFastChangeIsNotConvergence() {
    let small = 1e-9
    let field = ClosureField(
      2,
      { _, y, dy in
        dy[0] = 1
        dy[1] = -y[1]
      }, derivatives: { _, _ in ([[0, 0], [0, -1.3]], [0, 0]) })
    let solution = InitialValueProblem(field, from: [1, small], to: 0.5).solve(
      with: method, IntegrationOptions(Tolerances(relative: 1e-12, absolute: 1e-12), fixedStep: 0.5))
    let z = -0.5
    let exact = small * (1 + 2 * z / 5 + z * z / 20) / (1 - 3 * z / 5 + 3 * z * z / 20 - z * z * z / 60)
    #expect(abs(solution.finalState[1] - exact) < 0.1 * 1e-12)
  }

  /// Rates of 1e-12 as differences of rates of 1e-7: at a tolerance of 1e-11 rounding is what is left of the stages'
  /// equations, and the steps go on as long as they do without it.
  @Test func roundingDoesNotStopTheStages() throws {
    let problem = try #require(ReferenceProblems.all.first { $0.number == 7 })
    func solve(_ tolerance: Double) -> Solution {
      InitialValueProblem(problem.field, from: problem.initialState, to: 2e4).solve(
        with: method, IntegrationOptions(Tolerances(relative: tolerance, absolute: 1e-30)))
    }
    let (loose, tight) = (solve(1e-7), solve(1e-11))
    #expect(loose.statistics.roundingLimited == 0 && tight.statistics.roundingLimited > 10)
    #expect(tight.outcome == .completed && tight.statistics.rejected < tight.statistics.accepted / 10)
    // k = 4: a tenth of the tolerance takes 10^¼ times as many steps.
    #expect(tight.statistics.accepted < 12 * loose.statistics.accepted)
    for (a, b) in zip(loose.finalState, tight.finalState) { #expect(abs(a - b) < 1e-6 * abs(b)) }
  }

  /// A Jacobian of the wrong sign does not converge, however short the step: named, with coordinate and time.
  @Test func aWrongJacobianIsNamed() {
    let field = ClosureField(
      2,
      { t, y, dy in
        dy[0] = -y[0]
        dy[1] = t < 1 ? -y[1] : -y[1] * (1 + 1e300 * (t - 1))
      }, derivatives: { _, _ in ([[-1, 0], [0, -1]], [0, 0]) })
    let solution = InitialValueProblem(field, from: [1, 1], to: 2).solve(
      with: method, IntegrationOptions(Tolerances(relative: 1e-6, absolute: 1e-6)))
    guard case .noConvergence(let time, 1) = solution.failure else {
      Issue.record("\(solution.outcome)")
      return
    }
    #expect(abs(time - 1) < 1e-6)
  }
}
