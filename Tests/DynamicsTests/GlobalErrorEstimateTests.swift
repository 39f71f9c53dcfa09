import Foundation
import Testing

@testable import Dynamics

@Suite struct GlobalErrorEstimateTests {
  /// log10 of estimate over error, for the coordinates of a solution whose error is above rounding.
  private func ratios(_ method: some Integrator, _ numbers: [Int], toleranceRatio: Double) -> [Double] {
    var logs: [Double] = []
    for reference in ReferenceProblems.all where numbers.contains(reference.number) {
      guard method.isStiff || !reference.isStiff else { continue }
      for tolerance in [1e-4, 1e-6] {
        let estimate = reference.problem().solveEstimatingError(
          with: method, IntegrationOptions(reference.tolerances(relative: tolerance)),
          toleranceRatio: toleranceRatio)
        for (i, wanted) in reference.solution.enumerated() {
          guard let wanted, let error = estimate.errors.last?[i] else { continue }
          let truth = abs(estimate.solution.finalState[i] - wanted)
          if truth > 1e-12 * reference.units[i] { logs.append(log10(abs(error) / truth)) }
        }
      }
    }
    return logs
  }

  private static let numbers = [1, 3, 11, 12, 13, 14, 15, 16, 17, 19]

  /// Estimates are within a factor 5 of the error for almost all coordinates, and never a tenth of it.
  private func areNearTheTruth(_ logs: [Double]) -> Bool {
    let near = logs.filter { abs($0) < log10(5) }
    return logs.count >= 30 && Double(near.count) >= 0.95 * Double(logs.count) && (logs.min() ?? -9) > -1
  }

  @Test(arguments: IntegratorCatalog.names) func estimatesAreNearTheTruth(_ name: String) throws {
    let logs = ratios(
      try IntegratorCatalog.integrator(named: name), Self.numbers, toleranceRatio: 0.05)
    #expect(areNearTheTruth(logs), "\(logs.sorted())")
  }

  /// A twin at nearly the same tolerance tells of the steps' accidents only.
  @Test func aTwinTooNearIsNoticed() throws {
    let logs = ratios(ExplicitRungeKutta(.dormandPrince8), Self.numbers, toleranceRatio: 0.95)
    #expect(!areNearTheTruth(logs))
  }

  /// With fixed steps it is Richardson's extrapolation: exact to the next order, at all times saved.
  @Test(arguments: IntegratorCatalog.names) func fixedSteps(_ name: String) throws {
    func solve<Method: Integrator>(_ method: Method) -> GlobalErrorEstimate {
      ClosedForm.driven.problem.solveEstimatingError(
        with: method, .fixedStep(method.order > 5 ? 0.2 : 0.04, saving: .everyStep(10)))
    }
    let estimate = solve(try IntegratorCatalog.integrator(named: name))
    #expect(estimate.errors.count == estimate.solution.times.count && estimate.errors.count > 3)
    let (last, end) = (estimate.solution.states.count - 1, ClosedForm.driven.solution(8))
    for i in 0..<2 {
      let truth = estimate.solution.states[last][i] - end[i]
      #expect(abs(estimate.errors[last][i] / truth - 1) < 0.15, "\(name)")
      let (twin, better) = (
        estimate.twin.states[last][i] - end[i], estimate.extrapolatedStates[last][i] - end[i]
      )
      #expect(abs(better) < 0.6 * abs(twin) || abs(twin) < 1e-13)
    }
    #expect(estimate.errors[0] == [0, 0, 0])
  }

  /// Where a largest step limits the error, the twin's is shorter.
  @Test func largestSteps() {
    let options = IntegrationOptions(Tolerances(relative: 1e-2, absolute: 1e-2), largestStep: 0.1)
    let estimate = ClosedForm.driven.problem.solveEstimatingError(
      with: ExplicitRungeKutta(.tsitouras5), options)
    let truth = estimate.solution.finalState[0] - ClosedForm.driven.solution(8)[0]
    #expect(abs(estimate.errors[1][0] / truth - 1) < 0.2)
    #expect(estimate.twin.statistics.accepted > estimate.solution.statistics.accepted)
  }

  /// A failure leaves estimates up to where both have come.
  @Test func failures() {
    let field = ClosureField(1) { _, y, dy in dy[0] = y[0] * y[0] }
    let estimate = InitialValueProblem(field, from: [1], to: 2).solveEstimatingError(
      with: RadauIIA5(),
      IntegrationOptions(
        Tolerances(relative: 1e-6, absolute: 1e-6), saving: .times([0, 0.5, 0.9, 1.5])))
    #expect(estimate.solution.failure != nil && estimate.twin.failure != nil)
    #expect(estimate.errors.count == 3)
    #expect(abs(estimate.errors[2][0]) < 1e-2 && abs(estimate.errors[2][0]) > 1e-9)
  }
}
