internal import Dynamics
internal import Foundation
public import Reporting

/// How wrong integrators are where stiffness ends: 52 integrations of `EndOfStiffness` for each method and tolerance.
public struct EndOfStiffnessBenchmark: Sendable {
  /// What one method does at one tolerance.
  public struct Row: Sendable {
    /// The method's name.
    public let method: String
    /// The relative and the absolute tolerance.
    public let tolerance: Double
    /// The largest error at the end of any step.
    public let error: Double
    /// Integrations with an error above a hundred times the tolerance.
    public let wrong: Int
    /// Integrations that did not reach the end.
    public let failed: Int
    /// Evaluations, the mean over all integrations.
    public let evaluations: Double
  }

  /// s.
  public static let sharpnesses = [2.0, 3, 5, 8]
  /// t₀.
  public static let starts = (5...17).map(Double.init)
  /// The tolerances.
  public static let tolerances = [1e-3, 1e-4, 1e-5, 1e-6, 1e-8]

  /// All rows: tolerance by tolerance.
  public private(set) var rows: [Row] = []

  /// Runs the benchmark: less than a second.
  ///
  /// - Parameter tolerances: By default all of them.
  public init(tolerances: [Double] = Self.tolerances) {
    let methods: [any Integrator] = [
      RadauIIA5(), Rosenbrock(.rodas4), AutomaticIntegrator(.tsitouras5, RadauIIA5()),
    ]
    for tolerance in tolerances { rows += methods.map { Self.run($0, tolerance) } }
  }

  private static func run(_ method: some Integrator, _ tolerance: Double) -> Row {
    var (error, wrong, failed, evaluations) = (0.0, 0, 0, 0)
    for sharpness in sharpnesses {
      for start in starts {
        let field = EndOfStiffness(sharpness: sharpness, start: start)
        guard let run = try? field.largestError(with: method, tolerance: tolerance) else {
          failed += 1
          continue
        }
        error = max(error, run.error)
        if !(run.error <= 100 * tolerance) { wrong += 1 }
        evaluations += run.statistics.evaluations
      }
    }
    let finished = sharpnesses.count * starts.count - failed
    return Row(
      method: method.name, tolerance: tolerance, error: error, wrong: wrong, failed: failed,
      evaluations: Double(evaluations) / Double(finished))
  }
}

extension EndOfStiffnessBenchmark {
  /// What stands under `endOfStiffness` in `bench --json`.
  public var json: JSONValue {
    .array(
      rows.map {
        [
          "method": .string($0.method), "tolerance": .double($0.tolerance), "error": .double($0.error),
          "wrong": .integer($0.wrong), "failed": .integer($0.failed), "evaluations": .double($0.evaluations),
        ]
      })
  }
}
