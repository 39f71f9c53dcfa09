import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Dynamics

@Suite struct AmplificationTests {
  private static func problem(_ name: String) throws -> ReferenceProblem {
    try #require(ReferenceProblems.all.first { $0.name.hasPrefix(name) })
  }

  /// The variational equation Ẏ = ∂f/∂y·Y from the identity, beside the solution: no perturbation, no difference.
  private static func variational(_ problem: ReferenceProblem) -> Double {
    let (field, n) = (problem.field, problem.initialState.count)
    let augmented = ReferenceField(n + n * n, isAutonomous: field.isAutonomous) { t, y, dy in
      var workspace = field.makeWorkspace()
      let state = Array(y[0..<n])
      var rates = [Double](repeating: 0, count: n)
      field.evaluate(at: t, state, into: &rates, workspace: &workspace)
      var jacobian = Matrix(rows: n, columns: n)
      _ = field.jacobian(at: t, state, derivative: rates, into: &jacobian, workspace: &workspace)
      let product = jacobian * Matrix(rows: n, columns: n, storage: Array(y[n...]))
      for i in 0..<n { dy[i] = rates[i] }
      for i in 0..<n * n { dy[n + i] = product.storage[i] }
    }
    let solution = InitialValueProblem(
      augmented, from: problem.initialState + Matrix.identity(n).storage, to: problem.finalTime
    ).solve(
      with: ExplicitRungeKutta(.dormandPrince8),
      IntegrationOptions(Tolerances(relative: 1e-11, absolute: 1e-11)))
    let growth = (0..<n).map { j in
      (0..<n).reduce(0) { sum, i in
        let size = problem.initialState[i] == 0 ? problem.scales[i] : abs(problem.initialState[i])
        return sum + abs(solution.finalState[n + i * n + j]) * size / problem.units[j]
      }
    }
    return max(1, growth.max() ?? .nan)
  }

  /// 1.2e7, so that perturbations of 1e-8 are not small.
  @Test(.slow) func ofLorenzsEquations() throws { try isThatOfTheVariationalEquation("Lorenz") }

  /// From 3 to 81.
  @Test(arguments: ["DETEST B1", "DETEST B5", "DETEST A5", "Lotka"])
  func isThatOfTheVariationalEquation(_ name: String) throws {
    let problem = try Self.problem(name)
    let (measured, wanted) = (
      Amplification(
        of: problem, methods: [ExplicitRungeKutta(.dormandPrince8), RadauIIA5()]),
      Self.variational(problem)
    )
    #expect(wanted > 3)
    #expect(abs(measured.value / wanted - 1) < 1e-3, "\(measured) instead of \(wanted)")
  }

  /// A decay's relative perturbations stay, a logistic's shrink: A is 1 for both.
  @Test(arguments: ["DETEST A1", "DETEST A4"])
  func isAtLeastOne(_ name: String) throws {
    let measured = Amplification(of: try Self.problem(name))
    #expect(measured.measurements.map(\.method) == ["dormand-prince-8", "tsitouras-5"])
    #expect(abs(measured.value - 1) < 1e-6)
  }

  /// Relative perturbations of constant payoffs' weights: those of the logits, beside those of their mean.
  @Test func constantPayoffs() throws {
    let reference = try #require(SimplexReference.all.first { $0.name.contains("1e25") })
    let measured = Amplification(of: reference)
    #expect(abs(measured.value - 2) < 1e-6, "\(measured)")
    #expect(measured.measurements.count == 2)
  }

  @Test func methodsMustAgree() {
    func value(_ values: Double...) -> Double { Amplification(values.map { .init("a method", $0) }).value }
    #expect(value(3, 3.2) == 3)
    #expect(value(3.2, 3) == 3)
    #expect(value(3, 3.4).isNaN)
    #expect(value(3, .nan).isNaN)
    #expect(value(.nan, .nan).isNaN)
    #expect(value(.infinity, .infinity).isNaN)
    #expect(value().isNaN)
  }

  /// A blow-up on the way is not a problem without amplification.
  @Test func failuresAreNotPassedOver() {
    let field = ReferenceField(1) { _, y, dy in dy[0] = y[0] * y[0] }
    let problem = ReferenceProblem(0, "blow-up", field, from: [1], to: 2, [1])
    #expect(Amplification(of: problem).value.isNaN)
    // Right until a perturbed run fails.
    #expect(
      Amplification.measure([1], units: [1]) { shifts, _ in shifts[0] > 0 ? nil : [1 + shifts[0]] }.isNaN)
    #expect(Amplification.measure([1], units: [1]) { _, _ in [.nan] }.isNaN)
  }

  /// 1e6·sin: differences at 1e-5 would find a tenth of the slope, or its opposite.
  @Test func largeGrowthIsMeasuredBySmallPerturbations() {
    let value = Amplification.measure([1], units: [1]) { shifts, _ in [sin(1e6 * shifts[0])] }
    #expect(abs(value - 1e6) < 1e2)
  }
}
