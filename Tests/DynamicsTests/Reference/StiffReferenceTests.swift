import Foundation
import TestSupport
import Testing

@testable import Dynamics

/// Stiff methods on the stiff reference problems: errors, and evaluations beside SciPy's.
@Suite struct StiffReferenceTests {
  private static let stiff = ReferenceProblems.all.filter(\.isStiff)

  private static func solve(
    _ problem: ReferenceProblem, _ method: some Integrator, _ tolerance: Double
  ) -> Solution {
    problem.problem().solve(with: method, IntegrationOptions(problem.tolerances(relative: tolerance)))
  }

  /// Two digits less than the tolerance asks for, in the worst coordinate.
  private static func check(_ problem: ReferenceProblem, _ method: some Integrator, _ tolerance: Double) {
    let solution = solve(problem, method, tolerance)
    let error = problem.error(of: solution.finalState)
    #expect(
      solution.outcome == .completed && error <= 100 * tolerance,
      "\(problem.name), \(method.name) at \(tolerance): \(solution.outcome), error \(error)")
  }

  @Test(arguments: stiff.indices, [1e-4, 1e-6]) func errors(_ index: Int, _ tolerance: Double) {
    Self.check(Self.stiff[index], RadauIIA5(), tolerance)
    Self.check(Self.stiff[index], Rosenbrock(.rodas4), tolerance)
  }

  @Test(.slow, arguments: stiff.indices, [1e-8, 1e-10])
  func smallErrors(_ index: Int, _ tolerance: Double) {
    Self.check(Self.stiff[index], RadauIIA5(), tolerance)
    Self.check(Self.stiff[index], Rosenbrock(.rodas4), tolerance)
  }

  /// As small as rounding allows, and not one step more than the tolerance needs: k = 4.
  @Test(.slow, arguments: stiff.indices) func smallestErrors(_ index: Int) {
    Self.check(Self.stiff[index], RadauIIA5(), 1e-12)
    let steps = [1e-10, 1e-12].map { Self.solve(Self.stiff[index], RadauIIA5(), $0).statistics.accepted }
    #expect(steps[1] < 4 * steps[0])
  }

  /// Slowly along a manifold that is 1e5 times as fast: at 1e-12 steps stay as long as accuracy lets them be.
  @Test func oregonator() throws {
    let problem = try #require(Self.stiff.first { $0.number == 6 })
    func solve(_ tolerance: Double) -> Solution {
      // The state at t = 30 of an integration at 1e-10.
      InitialValueProblem(
        problem.field, from: [1.0006614671804963, 1512.7789373482249, 10358.543127672181], to: 40
      ).solve(with: RadauIIA5(), IntegrationOptions(problem.tolerances(relative: tolerance)))
    }
    let (loose, tight) = (solve(1e-8), solve(1e-12))
    #expect(tight.outcome == .completed && tight.statistics.accepted < 12 * loose.statistics.accepted)
    for (a, b) in zip(loose.finalState, tight.finalState) { #expect(abs(a - b) < 1e-7 * abs(b)) }
  }

  /// No more than twice SciPy's evaluations for no larger an error, at one tolerance out of four a decade.
  @Test(arguments: SciPyRadauRun.all) func evaluations(_ peer: SciPyRadauRun) throws {
    let problem = try #require(Self.stiff.first { $0.number == peer.number })
    let costs = (-8...4).lazy.map { quarter -> Int? in
      let solution = Self.solve(problem, RadauIIA5(), peer.tolerance * pow(10, -Double(quarter) / 4))
      let isAsGood = problem.error(of: solution.finalState) <= peer.error
      return isAsGood ? solution.statistics.evaluations : nil
    }
    let cost = try #require(
      costs.compactMap(\.self).first, "\(problem.name): never as accurate as \(peer.error)")
    #expect(cost <= 2 * peer.evaluations, "\(problem.name) at \(peer.tolerance)")
  }
}
