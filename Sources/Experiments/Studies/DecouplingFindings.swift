internal import Foundation
internal import Reporting

/// What `decoupling` finds: metrics for its claims, and sentences made from the numbers.
struct DecouplingFindings {
  private let runs: [DecouplingRun]
  private let identities: [DecouplingIdentity]
  private let spec: DecouplingStudy.Spec

  init(_ runs: [DecouplingRun], _ identities: [DecouplingIdentity], _ spec: DecouplingStudy.Spec) {
    (self.runs, self.identities, self.spec) = (runs, identities, spec)
  }

  func record(into recorder: inout Recorder) {
    recordIdentities(into: &recorder)
    for outputs in spec.outputs { recordOrder(outputs, into: &recorder) }
    for outputs in spec.outputs { recordRegimes(outputs, into: &recorder) }
  }

  private func recordIdentities(into recorder: inout Recorder) {
    let rate = identities.map(\.rateDeviation).max() ?? .nan
    recorder.record(
      rate, as: "identity.rate",
      says: "N·K∇_pL against Σ_j K_iK_jᵀJ_j∇L̃_j at random prompts: the largest relative deviation")
    let flow = identities.map(\.flowDeviation).max() ?? .nan
    recorder.record(
      flow, as: "identity.flow",
      says:
        "log-ratios of the p-flow against those of the attention flow: the largest deviation, in tolerances")
    let gap = identities.map(\.gapDeviation).max() ?? .nan
    recorder.record(
      gap, as: "identity.gap",
      says:
        "gaps of flows integrated apart against gaps integrated as a state: the largest deviation, in tolerances"
    )
    let orthonormal = identities.filter { $0.family == .frame }
    let decoupled = orthonormal.map(\.decoupledGap).max() ?? .nan
    recorder.record(
      decoupled, as: "orthonormal.gap",
      says:
        "p-flow against decoupled flow where keys are orthonormal: the largest log-ratio gap, in tolerances")
    recorder.note(
      """
      The p-flow is the attention flow: rates agree to \(ShortNumber.text(rate)), trajectories to \
      \(ShortNumber.text(flow)) tolerances. With orthonormal keys it is the decoupled flow, to \
      \(ShortNumber.text(decoupled)) tolerances.
      """)
  }

  /// The order at which gaps grow with small defects.
  private func recordOrder(_ outputs: Int, into recorder: inout Recorder) {
    let key = "outputs\(outputs)"
    let small = spec.seeds.map { seed in
      runs.filter {
        $0.family == .perturbed && $0.outputs == outputs && $0.seed == seed && $0.defect <= 1.1e-3
      }
    }
    let gapSlopes = small.map { Self.slope($0, \.gap) }
    let lossSlopes = small.map { Self.slope($0, \.lossGap) }
    recorder.record(
      gapSlopes.map { abs($0 - 1) }.max() ?? .nan, as: "\(key).gapOrderDeviation",
      says:
        "the order at which the log-ratio gap grows with defects up to 1e-3: largest distance from 1 over seeds"
    )
    recorder.record(
      lossSlopes.map { abs($0 - 1) }.max() ?? .nan, as: "\(key).lossOrderDeviation",
      says: "the same of the gap between losses")
    // How far the proportionality reaches: the largest defect at which the gap is within a tenth of it.
    let smallest = spec.defects.min() ?? .nan
    var reach = Double.infinity
    for seed in spec.seeds {
      let own = runs.filter { $0.family == .perturbed && $0.outputs == outputs && $0.seed == seed }
      guard let first = own.first(where: { $0.parameter == smallest }) else { continue }
      let bent = own.filter { abs($0.gap / $0.defect / (first.gap / first.defect) - 1) > 0.1 }
      reach = min(
        reach, own.map(\.defect).filter { defect in bent.allSatisfy { $0.defect > defect } }.max() ?? 0)
    }
    recorder.record(
      reach, as: "\(key).linearUpTo",
      says: "the largest defect up to which the gap is within 10 % of proportional on all seeds")
    let factors = small.compactMap { $0.first.map { $0.gap / $0.defect } }
    recorder.record(
      factors.median, as: "\(key).gapOverDefect", says: "gap over defect for small defects, median")
    recorder.note(
      """
      m = \(outputs): the gap grows like the defect, with slopes within \
      \(ShortNumber.text(gapSlopes.map { abs($0 - 1) }.max() ?? .nan)) of 1, as \
      \(ShortNumber.text(factors.quantile(0))) to \(ShortNumber.text(factors.quantile(1))) times the defect; \
      proportional to 10 % up to a defect of \(ShortNumber.text(reach)).
      """)
  }

  /// Gaussian keys by their number of dimensions.
  private func recordRegimes(_ outputs: Int, into recorder: inout Recorder) {
    let groups = DecouplingTables.groups(runs.filter { $0.outputs == outputs && $0.family == .gaussian })
    guard
      let most = groups.max(by: { $0[0].parameter < $1[0].parameter }),
      let fewest = groups.min(by: { $0[0].parameter < $1[0].parameter })
    else { return }
    for (name, group) in [("mostDimensions", most), ("fewestDimensions", fewest)] {
      recorder.record(
        group.map(\.gap).median, as: "outputs\(outputs).\(name).gap",
        says: "Gaussian keys, d = \(Int(group[0].parameter)): the largest log-ratio gap, median over seeds")
      recorder.record(
        group.map(\.finalGap).median, as: "outputs\(outputs).\(name).finalGap",
        says: "the same at the last time")
      recorder.record(
        group.map(\.defect).median, as: "outputs\(outputs).\(name).defect", says: "their defect, median")
    }
    recorder.note(
      """
      m = \(outputs), Gaussian keys: the largest log-ratio gap is \(ShortNumber.text(most.map(\.gap).median)) at \
      d = \(Int(most[0].parameter)) and \(ShortNumber.text(fewest.map(\.gap).median)) at \
      d = \(Int(fewest[0].parameter)) (medians); at the last time \
      \(ShortNumber.text(most.map(\.finalGap).median)) and \(ShortNumber.text(fewest.map(\.finalGap).median)).
      """)
  }

  private static func slope(_ runs: [DecouplingRun], _ value: (DecouplingRun) -> Double) -> Double {
    guard Set(runs.map(\.defect)).count > 1 else { return .nan }
    return LinearFit(runs.map { log10($0.defect) }, runs.map { log10(value($0)) }).slope
  }
}
