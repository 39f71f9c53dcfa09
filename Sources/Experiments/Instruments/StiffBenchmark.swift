public import Dynamics
internal import Foundation
internal import LinearAlgebra
public import Reporting

/// What stiff problems cost with Radau IIA, tolerance by tolerance: evaluations, Jacobians, steps, time, and the
/// error they buy.
///
/// Robertson's problem twice, HIRES, van der Pol's twice and the Oregonator, each with its exact Jacobian and with
/// one by differences.
public struct StiffBenchmark: Sendable {
  /// One integration.
  public struct Run: Sendable {
    /// The problem's number in `ReferenceProblems`.
    public let number: Int
    /// The problem's name.
    public let problem: String
    /// Whether the Jacobian is exact.
    public let isExact: Bool
    /// The relative tolerance; the absolute ones are this times the solution's size.
    public let tolerance: Double
    /// The largest relative error of a coordinate at the end.
    public let error: Double
    /// What it cost.
    public let statistics: IntegrationStatistics
    /// The median over three integrations.
    public let milliseconds: Double
  }

  /// 1e-3, 10^(−3.5), …, 1e-12.
  public static let tolerances = (6...24).map { pow(10, -Double($0) / 2) }

  /// All runs: problem by problem, exact Jacobians first, tolerances descending.
  public private(set) var runs: [Run] = []

  /// Runs the benchmark: some seconds.
  ///
  /// - Parameter tolerances: By default all of them.
  /// - Throws: ``Interruption``, or the `IntegrationError` of an integration that failed.
  public init(tolerances: [Double] = Self.tolerances) throws {
    for problem in ReferenceProblems.all where problem.isStiff && problem.number <= 6 {
      for tolerance in tolerances { runs.append(try Self.run(problem, problem.field, tolerance, true)) }
      let field = WithoutJacobian(field: problem.field)
      for tolerance in tolerances { runs.append(try Self.run(problem, field, tolerance, false)) }
    }
  }

  private static func run(
    _ problem: ReferenceProblem, _ field: some VectorField, _ tolerance: Double, _ isExact: Bool
  ) throws -> Run {
    let options = IntegrationOptions(problem.tolerances(relative: tolerance))
    let equation = InitialValueProblem(field, from: problem.initialState, to: problem.finalTime)
    var times: [Double] = []
    var (error, statistics) = (Double.nan, IntegrationStatistics())
    for _ in 0..<3 {
      if let interruption = Interruption.received { throw interruption }
      var solution: Solution?
      times.append(
        ContinuousClock().measure { solution = equation.solve(with: RadauIIA5(), options) }.seconds)
      guard let solution else { preconditionFailure("the problem was integrated") }
      if let failure = solution.failure { throw failure }
      (error, statistics) = (problem.error(of: solution.finalState), solution.statistics)
    }
    return Run(
      number: problem.number, problem: problem.name, isExact: isExact, tolerance: tolerance, error: error,
      statistics: statistics, milliseconds: 1000 * times.median)
  }
}

/// A reference problem whose Jacobian has to be found by differences.
private struct WithoutJacobian: VectorField {
  let field: ReferenceField

  var dimension: Int { field.dimension }
  var isAutonomous: Bool { field.isAutonomous }

  func makeWorkspace() -> ReferenceField.Workspace { field.makeWorkspace() }

  func evaluate(
    at time: Double, _ state: [Double], into derivative: inout [Double],
    workspace: inout ReferenceField.Workspace
  ) {
    field.evaluate(at: time, state, into: &derivative, workspace: &workspace)
  }
}

extension StiffBenchmark {
  /// What stands under `stiff` in `bench --json`.
  public var json: JSONValue {
    .array(
      runs.map {
        [
          "number": .integer($0.number), "problem": .string($0.problem), "exactJacobian": .bool($0.isExact),
          "tolerance": .double($0.tolerance), "error": .double($0.error),
          "evaluations": .integer($0.statistics.evaluations),
          "jacobians": .integer($0.statistics.jacobians),
          "factorizations": .integer($0.statistics.factorizations),
          "steps": .integer($0.statistics.accepted), "rejected": .integer($0.statistics.rejected),
          "milliseconds": .double($0.milliseconds),
        ]
      })
  }
}
