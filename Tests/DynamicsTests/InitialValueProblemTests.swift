import Dynamics
import Foundation
import Testing

@Suite struct InitialValueProblemTests {
  private let method = ExplicitRungeKutta(.tsitouras5)
  private let tolerances = Tolerances(relative: 1e-9, absolute: 1e-9)

  private func solve(_ saving: SavePoints) -> Solution {
    ClosedForm.spiral.problem.solve(with: method, IntegrationOptions(tolerances, saving: saving))
  }

  @Test(arguments: [
    SavePoints.ends, .times([0, 0.3, 0.31, 1.9999, 2]), .logarithmic(from: 1e-3, pointsPerDecade: 7),
    .everyStep(1), .everyStep(5),
  ])
  func whatIsSavedIsTheSolution(_ saving: SavePoints) {
    let solution = solve(saving)
    #expect(solution.outcome == .completed && solution.failure == nil)
    #expect(solution.times.count == solution.states.count && solution.times.count >= 2)
    #expect(solution.times.first == 0 && solution.times.last == 2)
    for (time, state) in zip(solution.times, solution.states) {
      #expect(zip(state, ClosedForm.spiral.solution(time)).allSatisfy { abs($0 - $1) < 1e-7 })
    }
    #expect(solution.states.last == solution.finalState && solution.finalTime == 2)
  }

  /// Save points are dense output: they cost no steps.
  @Test func savingCostsNothing() {
    let times = (0...1000).map { 2 * Double($0) / 1000 }
    #expect(solve(.times(times)).statistics == solve(.ends).statistics)
    #expect(solve(.times(times)).times == times)
  }

  @Test func aProblemWithoutLength() {
    let problem = InitialValueProblem(ClosedForm.decay.field, from: [1, 1], at: 3, to: 3)
    let solution = problem.solve(with: method, IntegrationOptions(tolerances))
    #expect(solution.outcome == .completed && solution.times == [3] && solution.finalState == [1, 1])
  }

  @Test func itStopsWhenTold() {
    var asked = 0
    let solution = ClosedForm.spiral.problem.solve(with: method, IntegrationOptions(tolerances)) {
      asked += 1
      return asked == 3
    }
    #expect(solution.outcome == .interrupted && solution.statistics.accepted == 3)
    #expect(solution.finalTime > 0 && solution.finalTime < 2)
  }

  /// A failed integration keeps what it has.
  @Test func aFailureKeepsWhatIsThere() {
    let field = ClosureField(1) { _, y, dy in dy[0] = y[0] * y[0] }
    let solution = InitialValueProblem(field, from: [1], to: 2).solve(
      with: method, IntegrationOptions(tolerances, saving: .times([0, 0.5, 0.9, 1.5])))
    #expect(solution.failure != nil && solution.times == [0, 0.5, 0.9])
    #expect(abs(solution.states[2][0] - 10) < 1e-5)
  }
}
