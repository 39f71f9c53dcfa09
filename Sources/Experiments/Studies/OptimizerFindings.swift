internal import Foundation
internal import Optimizers

/// What the comparison of optimizers finds: metrics for its claims, and sentences made from the numbers.
struct OptimizerFindings {
  private let races: [OptimizerRace]
  private let spec: OptimizerStudy.Spec
  private let decisive: Int

  init(_ races: [OptimizerRace], _ spec: OptimizerStudy.Spec) {
    self.races = races
    self.spec = spec
    decisive = spec.targets.firstIndex(of: spec.decisiveTarget) ?? 0
  }

  func record(into recorder: inout Recorder) {
    for group in OptimizerTables.groups(races) {
      let arrived = group.compactMap { $0.fewestSteps(decisive) }
      recorder.record(
        steps(group).median, as: "\(key(group[0].teacherRatio)).\(group[0].optimizer).medianSteps",
        says: "steps to a loss of \(spec.decisiveTarget) at the best rate; inf: not within \(spec.steps)")
      recorder.record(
        Double(arrived.count), as: "\(key(group[0].teacherRatio)).\(group[0].optimizer).seedsReached",
        says: "seeds on which it was reached")
    }
    for ratio in spec.teacherRatios { recordSpeedup(ratio, into: &recorder) }
    // A rule that reached its goal at an edge rate may be better still beyond; one that did not is no winner at all.
    let edge = races.filter { !$0.entry.isInterior && $0.fewestSteps(decisive) != nil }
    recorder.record(
      Double(edge.count), as: "winnersAtGridEdge",
      says: "rules that reach \(spec.decisiveTarget) at a rate on the edge of the extended grid")
    if !edge.isEmpty {
      let names = Set(edge.map(\.optimizer)).sorted().joined(separator: ", ")
      recorder.note("Best rate still at the edge of the extended grid on \(edge.count) runs: \(names).")
    }
  }

  private func key(_ ratio: Double) -> String { "ratio\(ratio)" }

  /// Fewest steps to the decisive target by seed; infinite where it was not reached.
  private func steps(_ group: [OptimizerRace]) -> [Double] {
    group.map { $0.fewestSteps(decisive).map { Double($0.steps) } ?? .infinity }
  }

  private func recordSpeedup(_ ratio: Double, into recorder: inout Recorder) {
    func steps(_ optimizer: String) -> [Double] {
      self.steps(races.filter { $0.teacherRatio == ratio && $0.optimizer == optimizer })
    }
    let (descent, adam) = (steps("gradient-descent"), steps("adam"))
    guard !descent.isEmpty, !adam.isEmpty else { return }
    // Where gradient descent does not arrive its limit is a lower bound; where Adam does not, it has no advantage.
    let speedups = zip(descent, adam).map { $1.isFinite ? min($0, Double(spec.steps)) / $1 : 0 }
    recorder.record(
      speedups.quantile(0), as: "\(key(ratio)).smallestSpeedupOfAdam",
      says: "gradient descent's over Adam's fewest steps to \(spec.decisiveTarget), smallest over seeds")
    recorder.record(
      speedups.median, as: "\(key(ratio)).medianSpeedupOfAdam", says: "the same, median over seeds")
    let ranking = OptimizerTables.groups(races.filter { $0.teacherRatio == ratio })
      .map { (name: $0[0].optimizer, steps: self.steps($0).median) }.sorted { $0.steps < $1.steps }
    let reached = ranking.filter { $0.steps.isFinite }.map { "\($0.name) \(Int($0.steps))" }
    let missed = ranking.filter { !$0.steps.isFinite }.map(\.name)
    recorder.note(
      """
      Ratio \(String(format: "%.3g", ratio)): median steps to \(spec.decisiveTarget) at the best rate: \
      \(reached.joined(separator: ", "))\
      \(missed.isEmpty ? "" : "; not within \(spec.steps): \(missed.joined(separator: ", "))"). \
      Gradient descent needs \(String(format: "%.2g … %.2g", speedups.quantile(0), speedups.quantile(1))) times \
      Adam's steps over the seeds\(descent.contains(.infinity) ? ", at least: it does not always arrive" : "").
      """)
  }
}
