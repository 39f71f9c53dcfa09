internal import Attention
internal import Optimizers
internal import Reporting
internal import TeacherStudent

/// The tables of the convergence study.
enum ConvergenceTables {
  static func record(_ students: [ConvergenceStudent], into recorder: inout Recorder) {
    recorder.record(
      curves(students), as: "curves", says: "one row a recorded step, at each rule's best learning rate")
    recorder.record(bands(students), as: "bands", says: "median and 10–90 % band over the seeds")
    recorder.record(
      final(students), as: "final", says: "one row a student: where it stands after the last step")
    recorder.record(grid(students), as: "grid", says: "one row a learning rate of the grid")
  }

  private static let identity: [Table.Column] = [
    .string("series"), .string("regime"), .integer("dimension"), .string("keys"), .string("parameters"),
    .double("teacher_ratio"), .string("optimizer"),
  ]

  private static func identity(_ student: ConvergenceStudent) -> [Table.Cell] {
    let setting = student.setting
    return [
      .string(series(student)), .string(setting.regime.rawValue), .integer(setting.dimension),
      .string(setting.keys.rawValue), .string(setting.parameters), .double(setting.teacherRatio),
      .string(student.optimizer),
    ]
  }

  /// A name that a figure selects by, such as `under.orthogonal.prompt.1e+25.adam`.
  static func series(_ student: ConvergenceStudent) -> String {
    "\(student.setting.key).\(student.setting.teacherRatio).\(student.optimizer)"
  }

  private static func curves(_ students: [ConvergenceStudent]) -> Table {
    var table = Table(
      identity + [.double("learning_rate"), .unsigned("seed"), .integer("step")]
        + ObservableCatalog.columns.map(Table.Column.double))
    for student in students {
      guard let curve = student.entry.best else { continue }
      let head =
        identity(student) + [.double(student.learningRate), .unsigned(student.seed)]
      for (step, values) in zip(curve.steps, curve.values) {
        table.append(head + [.integer(step)] + values.map(Table.Cell.double))
      }
    }
    return table
  }

  private static func bands(_ students: [ConvergenceStudent]) -> Table {
    let observed = ["loss", "log10_mean_ratio"]
    let statistics: [(String, Double)] = [("median", 0.5), ("p10", 0.1), ("p90", 0.9)]
    var table = Table(
      identity + [.integer("step"), .integer("seeds")]
        + observed.flatMap { name in statistics.map { .double("\(name)_\($0.0)") } })
    var seen: Set<String> = []
    for student in students where seen.insert(series(student)).inserted {
      let curves = students.filter { series($0) == series(student) }.compactMap(\.entry.best)
      // Every seed is observed at the same steps.
      for (index, step) in (curves.first?.steps ?? []).enumerated() {
        var row = identity(student) + [.integer(step), .integer(curves.count)]
        for name in observed {
          let values = curves.compactMap { $0.column(name).dropFirst(index).first }
          row += statistics.map { .double(values.quantile($0.1)) }
        }
        table.append(row)
      }
    }
    return table
  }

  private static func final(_ students: [ConvergenceStudent]) -> Table {
    var table = Table(
      identity + [
        .unsigned("seed"), .double("learning_rate"), .string("learning_rate_inside_grid"), .integer("steps"),
        .double("loss"), .double("gradient_norm"), .double("log10_mean_ratio"),
        .double("teacher_log10_mean_ratio"), .string("phase"), .double("residual_share_in_range"),
        .double("log10_gauss_newton_condition_number"), .double("rate_per_step"),
        .double("rate_steadiness"), .double("r_squared_of_log_loss"),
      ])
    for student in students {
      table.append(
        identity(student) + [
          .unsigned(student.seed), .double(student.learningRate),
          .string(student.entry.isInterior ? "yes" : "no"), .integer(student.setting.steps),
          .double(student.finalLoss), .double(student.gradientNorm), .double(student.log10MeanRatio),
          .double(student.teacherLog10MeanRatio), .string(student.phase.rawValue),
          .double(student.residualShare), .double(student.log10ConditionNumber),
          .double(student.decay?.rate ?? .nan), .double(student.decay?.steadiness ?? .nan),
          .double(student.decay?.determination ?? .nan),
        ])
    }
    return table
  }

  private static func grid(_ students: [ConvergenceStudent]) -> Table {
    var table = Table(
      identity + [
        .unsigned("seed"), .double("learning_rate"), .double("loss"), .string("outcome"), .string("best"),
      ])
    for student in students {
      for (index, curve) in student.entry.curves.enumerated() {
        let isBest = index == student.entry.search.selection.bestIndex
        table.append(
          identity(student) + [
            .unsigned(student.seed), .double(curve.learningRate), .double(curve.finalLoss),
            .string(curve.outcome), .string(isBest ? "yes" : "no"),
          ])
      }
    }
    return table
  }
}
