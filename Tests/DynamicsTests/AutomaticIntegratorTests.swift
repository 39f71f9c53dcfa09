import Foundation
import Testing

@testable import Dynamics

@Suite struct AutomaticIntegratorTests {
  private let automatic = AutomaticIntegrator(.tsitouras5, RadauIIA5())

  private static func reference(_ number: Int) throws -> ReferenceProblem {
    try #require(ReferenceProblems.all.first { $0.number == number })
  }

  private func solve(_ reference: ReferenceProblem, _ method: some Integrator, _ tolerance: Double)
    -> Solution
  {
    reference.problem().solve(
      with: method, IntegrationOptions(reference.tolerances(relative: tolerance), maximumSteps: 200_000))
  }

  /// Where nothing is stiff, nothing is different.
  @Test(arguments: [13, 15, 16, 18, 19]) func itIsTheExplicitMethodWhereNothingIsStiff(_ number: Int) throws {
    let reference = try Self.reference(number)
    let one = solve(reference, automatic, 1e-7)
    #expect(one == solve(reference, ExplicitRungeKutta(.tsitouras5), 1e-7))
    #expect(one.statistics.switches == 0 && one.statistics.acceptedStiff == 0)
  }

  /// On stiff problems it costs little more than the stiff method, of which it takes most steps.
  @Test(arguments: [1, 2, 3, 4, 5, 6, 8]) func itTurnsToTheStiffMethod(_ number: Int) throws {
    let reference = try Self.reference(number)
    for tolerance in [1e-4, 1e-6, 1e-8] {
      let (one, stiff) = (
        solve(reference, automatic, tolerance), solve(reference, RadauIIA5(), tolerance)
      )
      let (statistics, other) = (one.statistics, stiff.statistics)
      #expect(one.outcome == .completed && stiff.outcome == .completed)
      let error = reference.error(of: one.finalState)
      #expect(error < max(100 * tolerance, 10 * reference.error(of: stiff.finalState)))
      #expect(statistics.switches > 0)
      #expect(statistics.acceptedStiff > 0 && statistics.acceptedExplicit >= 15)
      #expect(statistics.evaluations < 2 * other.evaluations + 1000)
    }
  }

  /// ẏ = −λ(t)(y − cos t) − sin t with λ = 1, 1e5 from t = 10 to 20, 1 again; and a rotation that knows nothing of it.
  private static let window = ClosureField(
    3,
    { t, y, dy in
      let rate = pow(10, 5 * (0.5 * (tanh(8 * (t - 10)) - tanh(8 * (t - 20)))))
      dy[0] = -rate * (y[0] - cos(t)) - sin(t)
      (dy[1], dy[2]) = (-y[2], y[1])
    })

  /// Into stiffness and out of it; dense output, events and counts go on through both changes.
  @Test(arguments: [1e-4, 1e-7]) func thereAndBack(_ tolerance: Double) {
    let times = (0...3000).map { 40 * Double($0) / 3000 }
    let problem = InitialValueProblem(Self.window, from: [1, 1, 0], to: 40)
    let solution = problem.solve(
      with: automatic,
      IntegrationOptions(Tolerances(relative: tolerance, absolute: tolerance), saving: .times(times)),
      events: [Event { _, y in y[0] }])
    let statistics = solution.statistics
    #expect(solution.outcome == .completed && statistics.switches == 2)
    #expect(statistics.acceptedStiff > 10 && statistics.acceptedExplicit > 30)
    #expect(statistics.acceptedStiff + statistics.acceptedExplicit == statistics.accepted)
    #expect(statistics.accepted < 1000 && statistics.jacobians > 0)
    for (time, state) in zip(solution.times, solution.states) {
      #expect(abs(state[0] - cos(time)) < 300 * tolerance && abs(state[2] - sin(time)) < 300 * tolerance)
    }
    #expect(solution.events.count == 13)
    for (k, event) in solution.events.enumerated() {
      #expect(abs(event.time - (Double(k) + 0.5) * .pi) < 300 * tolerance)
    }
    // The explicit method alone is held at the edge of its stability: 1e6 in units of 1/λ.
    let held = problem.solve(
      with: ExplicitRungeKutta(.tsitouras5),
      IntegrationOptions(Tolerances(relative: tolerance, absolute: tolerance), maximumSteps: 5000))
    #expect(held.failure != nil)
  }

  /// Other pairs.
  @Test func anyPair() throws {
    let reference = try Self.reference(3)
    let pair = AutomaticIntegrator(.dormandPrince5, Rosenbrock(.rodas4))
    let solution = solve(reference, pair, 1e-6)
    #expect(reference.error(of: solution.finalState) < 1e-4 && solution.statistics.switches > 0)
    #expect(pair.order == 4 && pair.denseOrder == 3 && pair.summary.hasPrefix("dormand-prince-5 or rodas-4"))
  }
}
