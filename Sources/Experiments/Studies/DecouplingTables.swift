internal import Foundation
internal import Reporting

/// The tables of `decoupling`.
enum DecouplingTables {
  /// A pair of flows whose trajectories are shown.
  struct Regime: Codable {
    let name: String
    let run: DecouplingRun

    init(_ name: String, _ run: DecouplingRun) { (self.name, self.run) = (name, run) }

    /// Gaussian keys in many dimensions, in fewer than there are tokens, in fewer than there are samples.
    static func all(_ spec: DecouplingStudy.Spec) -> [(
      name: String, cell: (DecouplingKeys.Family, Double)
    )] {
      let count = spec.samples * spec.tokens
      return [
        ("many-dimensions", (.gaussian, Double(16 * count))),
        ("between", (.gaussian, Double(max(spec.samples, count / 2)))),
        ("few-dimensions", (.gaussian, Double(max(1, spec.samples / 2)))),
      ]
    }
  }

  static func record(
    _ runs: [DecouplingRun], _ identities: [DecouplingIdentity], _ regimes: [Regime],
    _ spec: DecouplingStudy.Spec, into recorder: inout Recorder
  ) {
    recorder.record(
      gaps(runs), as: "gaps",
      says: "one row a number of outputs, seed and kind of keys; parameter is ε of perturbed keys, else d")
    recorder.record(
      summary(runs), as: "summary",
      says: "medians and extremes over seeds of the gap, its time and the losses")
    recorder.record(
      checks(identities), as: "identities",
      says: "p-flow, attention flow and decoupled flow integrated apart; deviations in tolerances")
    recorder.record(
      trajectories(regimes, spec), as: "trajectories",
      says: "the sample whose gap is largest, in three regimes: log10 weights and losses of both flows")
  }

  private static func gaps(_ runs: [DecouplingRun]) -> Table {
    var table = Table([
      .integer("outputs"), .unsigned("seed"), .string("family"), .double("parameter"), .double("defect"),
      .double("log_ratio_gap"), .double("gap_time"), .double("loss_gap"), .double("final_log_ratio_gap"),
      .double("final_loss_coupled"), .double("final_loss_decoupled"), .integer("steps"),
    ])
    for run in runs {
      table.append(
        .integer(run.outputs), .unsigned(run.seed), .string(run.family.rawValue), .double(run.parameter),
        .double(run.defect), .double(run.gap), .double(run.gapTime), .double(run.lossGap),
        .double(run.finalGap), .double(run.finalLosses.coupled), .double(run.finalLosses.decoupled),
        .integer(run.steps))
    }
    return table
  }

  /// The runs of one kind of keys, over seeds.
  static func groups(_ runs: [DecouplingRun]) -> [[DecouplingRun]] {
    var groups: [[DecouplingRun]] = []
    for run in runs {
      let index = groups.firstIndex {
        $0[0].outputs == run.outputs && $0[0].family == run.family && $0[0].parameter == run.parameter
      }
      if let index { groups[index].append(run) } else { groups.append([run]) }
    }
    return groups
  }

  private static func summary(_ runs: [DecouplingRun]) -> Table {
    var table = Table([
      .integer("outputs"), .string("family"), .double("parameter"), .double("defect"),
      .double("log_ratio_gap"), .double("log_ratio_gap_min"), .double("log_ratio_gap_max"),
      .double("gap_over_defect"), .double("gap_time"), .double("loss_gap"), .double("final_log_ratio_gap"),
      .double("final_loss_coupled"),
    ])
    for group in groups(runs) {
      let gaps = group.map(\.gap)
      table.append(
        .integer(group[0].outputs), .string(group[0].family.rawValue), .double(group[0].parameter),
        .double(group.map(\.defect).median), .double(gaps.median), .double(gaps.quantile(0)),
        .double(gaps.quantile(1)), .double(group.map { $0.gap / $0.defect }.median),
        .double(group.map(\.gapTime).median), .double(group.map(\.lossGap).median),
        .double(group.map(\.finalGap).median), .double(group.map(\.finalLosses.coupled).median))
    }
    return table
  }

  private static func checks(_ identities: [DecouplingIdentity]) -> Table {
    var table = Table([
      .integer("outputs"), .unsigned("seed"), .string("family"), .double("parameter"), .double("defect"),
      .double("rate_deviation"), .double("prompt_against_attention_flow"), .double("gap_two_ways"),
      .double("prompt_against_decoupled_flow"),
    ])
    for check in identities {
      table.append(
        .integer(check.outputs), .unsigned(check.seed), .string(check.family.rawValue),
        .double(check.parameter), .double(check.defect), .double(check.rateDeviation),
        .double(check.flowDeviation), .double(check.gapDeviation), .double(check.decoupledGap))
    }
    return table
  }

  private static func trajectories(_ regimes: [Regime], _ spec: DecouplingStudy.Spec) -> Table {
    var table = Table([
      .string("regime"), .double("dimension"), .double("defect"), .double("time"), .integer("sample"),
      .integer("token"), .double("log10_x_coupled"), .double("log10_x_decoupled"),
    ])
    for regime in regimes {
      let run = regime.run
      let first = run.gapSample * spec.tokens
      let count = spec.samples * spec.tokens
      for (time, state) in zip(spec.times, run.states) {
        let decoupled = Array(state[first..<first + spec.tokens])
        let coupled = (0..<spec.tokens).map { decoupled[$0] + state[count + first + $0] }
        for a in 0..<spec.tokens {
          table.append(
            .string(regime.name), .double(run.parameter), .double(run.defect), .double(time),
            .integer(run.gapSample), .integer(a), .double(log10Weight(coupled, a)),
            .double(log10Weight(decoupled, a)))
        }
      }
    }
    return table
  }

  private static func log10Weight(_ logits: [Double], _ a: Int) -> Double {
    let largest = logits.max() ?? 0
    return (logits[a] - largest - log(logits.reduce(0) { $0 + exp($1 - largest) })) / M_LN10
  }
}
