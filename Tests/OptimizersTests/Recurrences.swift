import Foundation
import LinearAlgebra
import Objectives
import Optimizers

/// The trajectories an independent NumPy program computed; see Fixtures/recurrences.py.
struct Recurrences: Decodable {
  struct Case: Decodable {
    let optimizer: String
    let settings: [String: HyperparameterValue]
    let path: [[Double]]
  }

  let factor: [[Double]]
  let minimizer: [Double]
  let start: [Double]
  let steps: [Int]
  let cases: [Case]

  static func load() throws -> Recurrences {
    guard
      let url = Bundle.module.url(
        forResource: "recurrences", withExtension: "json", subdirectory: "Fixtures")
    else { throw CocoaError(.fileNoSuchFile) }
    return try JSONDecoder().decode(Recurrences.self, from: Data(contentsOf: url))
  }

  /// How far a rule's path is from the one recorded.
  func distance(of rule: any Optimizer, from recorded: Case) -> Double {
    let objective = Quadratic(factor: Matrix(rowByRow: factor), minimizer: minimizer)
    let all = path(rule, on: objective, from: start, steps: steps.last ?? 0)
    return OptimizersTests.distance(steps.map { all[$0 - 1] }, recorded.path)
  }
}
