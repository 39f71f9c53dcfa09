internal import Attention
internal import Foundation
internal import Optimizers
internal import TeacherStudent

/// Numbers known at the teacher, before any step is taken, and how well they foretell the steps of gradient descent.
enum StepPredictors {
  struct Correlations {
    let name: String
    /// Pearson's, of all runs that arrived.
    let pooled: Double
    /// Pearson's of the deviations from the means of their cell (d and ratio).
    let withinCells: Double
    /// Spearman's of all runs; those that did not arrive share the last place.
    let rank: Double
  }

  static let numbers: [AttributedProblem.Number] = [
    ("log10_condition_number", { $0.attribution.log10ConditionNumber }),
    ("log10_temperature_scalar", { $0.attribution.log10TemperatureScalar }),
    ("log10_complement_condition_number", { $0.attribution.log10ComplementConditionNumber }),
    ("log10_smallest_eigenvalue", { $0.attribution.log10SmallestEigenvalue }),
    ("log10_largest_eigenvalue", { $0.attribution.log10LargestEigenvalue }),
    ("mean_log10_ratio", { $0.attention.meanLog10Ratio }),
    ("log10_prompt_norm", { log10($0.promptNorm) }),
    ("one_hot_share", { $0.oneHotShare }),
    ("mean_entropy", { $0.attention.meanEntropy }),
  ]

  static func correlations(_ descents: [AttributedDescent]) -> [Correlations] {
    let arrived = descents.filter { $0.steps != nil }
    let steps = log10Steps(arrived)
    var cells: [[Double]] = []
    let groups = arrived.map { descent in
      let cell = [Double(descent.problem.data.dimension), descent.problem.data.teacherRatio]
      if !cells.contains(cell) { cells.append(cell) }
      return cells.firstIndex(of: cell) ?? 0
    }
    return numbers.map { number in
      let values = arrived.map { number.value($0.problem) }
      return Correlations(
        name: number.name, pooled: Correlation.pearson(values, steps),
        withinCells: Correlation.withinGroups(values, steps, groups: groups),
        rank: Correlation.spearman(descents.map { number.value($0.problem) }, log10Steps(descents)))
    }
  }

  /// log10 of the steps; infinite for runs that did not arrive.
  static func log10Steps(_ descents: [AttributedDescent]) -> [Double] {
    descents.map { $0.steps.map { log10(Double($0)) } ?? .infinity }
  }
}
