import Dynamics
import Foundation
import LinearAlgebra
import Objectives
import Testing

@Suite struct PathLengthTests {
  private let options = IntegrationOptions(Tolerances(relative: 1e-10, absolute: 1e-12))

  /// A circle at speed 3: 3t, however often it goes round.
  @Test func circle() {
    let field = ClosureField(2) { _, y, dy in
      dy[0] = -1.5 * y[1]
      dy[1] = 1.5 * y[0]
    }
    let solution = InitialValueProblem(PathLength(of: field), from: [2, 0, 0], to: 10)
      .solve(with: ExplicitRungeKutta(.dormandPrince5), options)
    #expect(abs(solution.finalState[2] - 30) < 1e-7)
    #expect(abs(solution.finalState[0] - 2 * cos(15)) < 1e-6)
  }

  /// On a round quadratic the path is straight: its length is the distance.
  @Test func straight() {
    let flow = GradientFlow(of: Quadratic(spectrum: [2, 2]))
    let solution = InitialValueProblem(PathLength(of: flow), from: [3, 4, 0], to: 20)
      .solve(with: ExplicitRungeKutta(.tsitouras5), options)
    #expect(abs(solution.finalState[2] - 5) < 1e-8)
  }

  /// The state is not disturbed by being measured, and its domain is kept.
  @Test func theDomainIsThatOfTheField() {
    var field = ClosureField(1) { _, _, dy in dy[0] = -1 }
    field.domain = { $0.count == 1 && $0[0] < 0 ? 0 : nil }
    let solution = InitialValueProblem(PathLength(of: field), from: [1, 0], to: 2)
      .solve(with: ExplicitRungeKutta(.dormandPrince5), options)
    guard case .leftDomain(let time, 0, _) = solution.failure else {
      Issue.record("\(solution.outcome)")
      return
    }
    #expect(abs(time - 1) < 1e-12 && abs(solution.finalState[1] - 1) < 1e-12)
  }
}
