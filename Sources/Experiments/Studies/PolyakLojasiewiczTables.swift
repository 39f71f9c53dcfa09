internal import Foundation
internal import Reporting

/// The tables of the audit.
struct PolyakLojasiewiczTables {
  private let runs: [PolyakLojasiewiczRun]
  private let spec: PolyakLojasiewiczStudy.Spec

  init(_ runs: [PolyakLojasiewiczRun], _ spec: PolyakLojasiewiczStudy.Spec) {
    (self.runs, self.spec) = (runs, spec)
  }

  func record(into recorder: inout Recorder) {
    recorder.record(
      levels, as: "levels",
      says:
        "one row a process and level α: completed, abandoned and violating runs, and the margins over them")
    recorder.record(
      abandoned, as: "abandoned", says: "every run that did not complete, with its reason and how far it came"
    )
    recorder.record(
      slack, as: "slack",
      says: "median of measured/bound for each inequality behind the bound on σ_N, and of their product")
    recorder.record(
      bands, as: "bands",
      says: "log10 L/L₀ of the flows over scaled time s₀²t: extremes and quantiles over all runs of a level")
    recorder.record(all, as: "runs", says: "one row a run")
  }

  /// The runs of each process and level, in the order of the specification.
  static func groups(_ runs: [PolyakLojasiewiczRun]) -> [[PolyakLojasiewiczRun]] {
    var groups: [[PolyakLojasiewiczRun]] = []
    for run in runs {
      let index = groups.firstIndex { $0[0].process == run.process && $0[0].alpha == run.alpha }
      if let index { groups[index].append(run) } else { groups.append([run]) }
    }
    return groups.sorted {
      ($0[0].process.name, $0[0].process.rate) < ($1[0].process.name, $1[0].process.rate)
    }
  }

  private var levels: Table {
    var table = Table([
      .string("process"), .double("eta_lambda"), .double("alpha"), .integer("runs"),
      .integer("completed"), .integer("loss_violations"), .integer("path_violations"),
      .integer("sigma_violations"), .double("decay_over_bound_min"), .double("decay_over_bound_p10"),
      .double("decay_over_bound_median"), .double("path_over_bound_max"), .double("path_over_bound_p90"),
      .double("path_over_bound_median"), .double("sigma_min"), .double("sigma_p10"), .double("sigma_median"),
      .double("curvature_over_bound_max"),
    ])
    for group in Self.groups(runs) {
      let (decay, path) = (group.map(\.decayMargin), group.map(\.pathMargin))
      let sigma = group.map { 1 - $0.dropMargin / 2 }
      table.append(
        .string(group[0].process.name), .double(group[0].process.rate), .double(group[0].alpha),
        .integer(group.count), .integer(group.count { $0.outcome == .completed }),
        .integer(group.count { !$0.holdsLoss }), .integer(group.count { !$0.holdsPath }),
        .integer(group.count { !$0.holdsSingularValue }), .double(decay.quantile(0)),
        .double(decay.quantile(0.1)), .double(decay.median), .double(path.quantile(1)),
        .double(path.quantile(0.9)), .double(path.median), .double(sigma.quantile(0)),
        .double(sigma.quantile(0.1)), .double(sigma.median),
        .double(group.map(\.curvatureMargin).quantile(1)))
    }
    return table
  }

  private var abandoned: Table {
    var table = Table([
      .string("process"), .double("eta_lambda"), .double("alpha"), .string("shape"), .unsigned("seed"),
      .string("direction"), .double("value_scale"), .double("scaled_time"), .integer("steps"),
      .double("log10_loss_ratio"),
      .string("reason"),
    ])
    for run in runs {
      guard case .abandoned(let reason) = run.outcome else { continue }
      table.append(
        .string(run.process.name), .double(run.process.rate), .double(run.alpha),
        .string(run.instance.shape.label), .unsigned(run.instance.seed),
        .string(run.instance.direction.rawValue), .double(run.instance.valueScale), .double(run.scaledTime),
        .integer(run.steps),
        .double(run.log10LossRatio), .string(reason))
    }
    return table
  }

  private var slack: Table {
    var table = Table([
      .string("process"), .double("eta_lambda"), .double("alpha"), .double("path"), .double("displacement"),
      .double("features"), .double("singular_value"), .double("product_median"), .double("product_max"),
    ])
    for group in Self.groups(runs) {
      let slack = group.map(\.slack)
      let products = slack.map { $0.path * $0.displacement * $0.features * $0.singularValue }
      table.append(
        .string(group[0].process.name), .double(group[0].process.rate), .double(group[0].alpha),
        .double(slack.map(\.path).median), .double(slack.map(\.displacement).median),
        .double(slack.map(\.features).median), .double(slack.map(\.singularValue).median),
        .double(products.median), .double(products.quantile(1)))
    }
    return table
  }

  private var bands: Table {
    var table = Table([
      .double("alpha"), .double("scaled_time"), .double("highest"), .double("p90"), .double("median"),
      .double("p10"), .double("lowest"), .double("log10_bound"), .integer("runs"),
    ])
    for group in Self.groups(runs) where group[0].process == .flow {
      for k in 0...spec.gridPoints {
        // A run that has reached its target keeps its last loss; an abandoned one is left out from there on.
        let values = group.compactMap { run -> Double? in
          if k == 0 { return 0 }
          if k <= run.curve.count { return run.curve[k - 1] / M_LN10 }
          return run.outcome == .completed ? run.log10LossRatio : nil
        }
        let time = Double(k) * spec.horizon / Double(spec.gridPoints)
        table.append(
          .double(group[0].alpha), .double(time), .double(values.quantile(1)), .double(values.quantile(0.9)),
          .double(values.median), .double(values.quantile(0.1)), .double(values.quantile(0)),
          .double(-time / 2 / M_LN10), .integer(values.count))
      }
    }
    return table
  }

  private var all: Table {
    var table = Table([
      .string("process"), .double("eta_lambda"), .double("alpha"), .string("shape"), .unsigned("seed"),
      .string("direction"), .double("value_scale"), .string("outcome"), .double("s0"), .double("w"),
      .double("xi"),
      .double("scaled_time"), .integer("steps"), .double("log10_loss_ratio"), .double("decay_over_bound"),
      .double("path_over_bound"), .double("sigma_min_over_s0"),
    ])
    for run in runs {
      table.append(
        .string(run.process.name), .double(run.process.rate), .double(run.alpha),
        .string(run.instance.shape.label), .unsigned(run.instance.seed),
        .string(run.instance.direction.rawValue), .double(run.instance.valueScale),
        .string(run.outcome == .completed ? "completed" : "abandoned"),
        .double(run.instance.smallestSingularValue), .double(run.instance.keyNorm),
        .double(run.instance.tokenScale), .double(run.scaledTime), .integer(run.steps),
        .double(run.log10LossRatio), .double(run.decayMargin), .double(run.pathMargin),
        .double(1 - run.dropMargin / 2))
    }
    return table
  }
}
