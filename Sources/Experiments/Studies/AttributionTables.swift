internal import Attention
internal import LinearAlgebra
internal import Optimizers
internal import Reporting
internal import TeacherStudent

/// The tables of the attribution.
struct AttributionTables {
  let spec: AttributionStudy.Spec
  let terms: [AttributedProblem]
  let growth: [AttributedProblem]
  let descents: [AttributedDescent]

  func record(into recorder: inout Recorder) {
    recorder.record(
      means(), as: "means",
      says: "mean over the seeds: log10 κ(G) and its five terms, κ(M_⊥) and its Wishart forecast")
    recorder.record(
      problems(terms), as: "terms",
      says: "one row a problem: the same, alignments, extreme eigenvalues, attention")
    recorder.record(
      problems(growth), as: "growth", says: "one row a problem: the same over many ratios, for each N")
    recorder.record(
      growthMeans(), as: "growth-means", says: "mean over the seeds of its logarithms, against log10 |p|")
    recorder.record(
      exponents(), as: "exponents",
      says:
        "least-squares slopes of the means: against log10 |p|, and of log10 κ(G) against the mean log10 ratio"
    )
    recorder.record(
      steps(), as: "steps",
      says: "one row a descent: fewest steps over all rates, and what might have foretold them")
    recorder.record(
      predictors(), as: "predictors",
      says:
        "correlation of each number with the log10 of the steps, over runs that arrived; ranks over all of them"
    )
  }

  // MARK: - Terms

  private static let identity: [Table.Column] = [
    .string("keys"), .integer("samples"), .integer("tokens"), .integer("dimension"), .double("teacher_ratio"),
  ]

  private static func identity(_ problem: AttributedProblem) -> [Table.Cell] {
    [
      .string(problem.data.keys.rawValue), .integer(problem.data.samples), .integer(problem.data.tokens),
      .integer(problem.data.dimension), .double(problem.data.teacherRatio),
    ]
  }

  /// What is tabulated of every problem, and averaged over seeds.
  private static let numbers: [AttributedProblem.Number] = [
    ("log10_condition_number", { $0.attribution.log10ConditionNumber }),
    ("keys_term", { $0.attribution.keys }),
    ("temperature_term", { $0.attribution.temperature }),
    ("value_spike_term", { $0.attribution.valueSpike }),
    ("sample_heterogeneity_term", { $0.attribution.sampleHeterogeneity }),
    ("sampling_floor_term", { $0.attribution.samplingFloor }),
    ("log10_squared_key_condition_number", { $0.attribution.log10SquaredKeyConditionNumber }),
    ("log10_complement_condition_number", { $0.attribution.log10ComplementConditionNumber }),
    ("wishart_forecast", { $0.forecast?.log10ConditionNumber ?? .nan }),
    ("wishart_standard_deviation", { $0.forecast?.standardDeviation ?? .nan }),
    ("log10_largest_eigenvalue", { $0.attribution.log10LargestEigenvalue }),
    ("log10_smallest_eigenvalue", { $0.attribution.log10SmallestEigenvalue }),
    ("log10_temperature_scalar", { $0.attribution.log10TemperatureScalar }),
    ("weakest_along_prompt", { $0.attribution.weakestAlongPrompt }),
    ("weakest_along_value", { $0.attribution.weakestAlongValue }),
    ("strongest_along_value", { $0.attribution.strongestAlongValue }),
    ("sensitivity_spread", { $0.sensitivitySpread }),
    ("prompt_norm", { $0.promptNorm }),
    ("mean_log10_ratio", { $0.attention.meanLog10Ratio }),
    ("mean_entropy", { $0.attention.meanEntropy }),
    ("one_hot_share", { $0.oneHotShare }),
  ]

  /// Consecutive problems that differ by their seeds only.
  static func cells(_ problems: [AttributedProblem]) -> [[AttributedProblem]] {
    var cells: [[AttributedProblem]] = []
    for problem in problems {
      if let last = cells.last?.first, identity(last) == identity(problem) {
        cells[cells.count - 1].append(problem)
      } else {
        cells.append([problem])
      }
    }
    return cells
  }

  private func problems(_ problems: [AttributedProblem]) -> Table {
    var table = Table(
      Self.identity + [.unsigned("seed")] + Self.numbers.map { Table.Column.double($0.name) }
        + [.double("sum_error")])
    for problem in problems {
      table.append(
        Self.identity(problem) + [.unsigned(problem.data.seed)]
          + Self.numbers.map { .double($0.value(problem)) } + [.double(problem.attribution.sumError)])
    }
    return table
  }

  private func means() -> Table {
    var table = Table(Self.identity + Self.numbers.map { Table.Column.double($0.name) })
    for cell in Self.cells(terms) {
      table.append(
        Self.identity(cell[0]) + Self.numbers.map { number in .double(cell.map(number.value).mean) })
    }
    return table
  }

  // MARK: - Growth

  private func growthMeans() -> Table {
    let columns = AttributionGrowth.numbers.map { Table.Column.double($0.name) }
    var table = Table(
      [
        .integer("samples"), .double("teacher_ratio"), .double("log10_prompt_norm"),
        .double("mean_log10_ratio"),
      ]
        + columns)
    for growth in AttributionGrowth.all(self.growth) {
      for (k, ratio) in growth.teacherRatios.enumerated() {
        table.append(
          [
            .integer(growth.samples), .double(ratio), .double(growth.log10PromptNorms[k]),
            .double(growth.meanLog10Ratios[k]),
          ] + growth.values.map { .double($0[k]) })
      }
    }
    return table
  }

  private func exponents() -> Table {
    var table = Table([
      .integer("samples"), .string("quantity"), .string("against"), .double("slope"), .double("intercept"),
      .double("r_squared"),
    ])
    for growth in AttributionGrowth.all(growth) {
      for (number, fit) in zip(AttributionGrowth.numbers, growth.fits) {
        table.append([
          .integer(growth.samples), .string(number.name), "log10_prompt_norm", .double(fit.slope),
          .double(fit.intercept), .double(fit.determination),
        ])
      }
      let againstRatio = [
        ("log10_condition_number", growth.fitAgainstRatio), ("sensitivity_spread", growth.spreadAgainstRatio),
      ]
      for (name, fit) in againstRatio {
        table.append([
          .integer(growth.samples), .string(name), "mean_log10_ratio", .double(fit.slope),
          .double(fit.intercept), .double(fit.determination),
        ])
      }
    }
    return table
  }

  // MARK: - Steps

  private func steps() -> Table {
    var table = Table(
      [
        .integer("dimension"), .double("teacher_ratio"), .unsigned("seed"), .double("steps"),
        .double("learning_rate"), .string("learning_rate_inside_grid"),
      ] + StepPredictors.numbers.map { Table.Column.double($0.name) })
    for descent in descents {
      table.append(
        [
          .integer(descent.problem.data.dimension), .double(descent.problem.data.teacherRatio),
          .unsigned(descent.problem.data.seed), .double(descent.steps.map(Double.init) ?? .infinity),
          .double(descent.learningRate ?? .nan), .string(descent.isInterior ? "yes" : "no"),
        ] + StepPredictors.numbers.map { .double($0.value(descent.problem)) })
    }
    return table
  }

  private func predictors() -> Table {
    var table = Table([
      .string("number"), .double("pooled"), .double("within_cells"), .double("rank_of_all"),
      .integer("arrived"),
      .integer("runs"),
    ])
    for row in StepPredictors.correlations(descents) {
      table.append([
        .string(row.name), .double(row.pooled), .double(row.withinCells), .double(row.rank),
        .integer(descents.count { $0.steps != nil }), .integer(descents.count),
      ])
    }
    return table
  }
}
