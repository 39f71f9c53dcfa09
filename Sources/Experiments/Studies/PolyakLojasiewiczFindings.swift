internal import Foundation

/// What the audit finds: metrics for its claims, and sentences made from the numbers.
struct PolyakLojasiewiczFindings {
  private let runs: [PolyakLojasiewiczRun]
  private let spec: PolyakLojasiewiczStudy.Spec

  init(_ runs: [PolyakLojasiewiczRun], _ spec: PolyakLojasiewiczStudy.Spec) {
    (self.runs, self.spec) = (runs, spec)
  }

  func record(into recorder: inout Recorder) {
    let flows = runs.filter { $0.process == .flow }
    let descents = runs.filter { $0.process != .flow }
    recordInside("flow", flows.filter(\.satisfiesHypothesis), into: &recorder)
    recordInside(
      "descent", descents.filter { $0.satisfiesHypothesis && $0.process.rate <= 1 }, into: &recorder)
    recordInside(
      "longDescent", descents.filter { $0.satisfiesHypothesis && $0.process.rate > 1 }, into: &recorder)
    recordConservatism(flows, into: &recorder)
    let abandoned = runs.count { $0.outcome != .completed }
    recorder.record(
      Double(abandoned), as: "abandonedRuns", says: "runs that did not complete, of all processes and levels")
    recorder.note(
      """
      \(runs.count) runs, \(abandoned) of them abandoned (table abandoned); those are audited as far as they came, \
      and counted above with the rest.
      """)
  }

  /// Where the hypothesis holds.
  private func recordInside(
    _ key: String, _ runs: [PolyakLojasiewiczRun], into recorder: inout Recorder
  ) {
    guard !runs.isEmpty else { return }
    let violations = runs.count { !($0.holdsLoss && $0.holdsPath && $0.holdsSingularValue) }
    let completed = runs.count { $0.outcome == .completed }
    let decay = runs.map(\.decayMargin)
    let path = runs.map(\.pathMargin)
    let sigma = runs.map { 1 - $0.dropMargin / 2 }
    recorder.record(
      Double(violations), as: "\(key).violations",
      says: "runs within the hypothesis that violate the bound on loss, path or σ_N")
    recorder.record(Double(runs.count), as: "\(key).runs", says: "runs within the hypothesis")
    recorder.record(Double(completed), as: "\(key).completed", says: "of them completed")
    recorder.record(
      decay.quantile(0), as: "\(key).smallestDecay",
      says: "−log(L/L₀) over the bound's, smallest over times and runs within the hypothesis")
    recorder.record(
      path.quantile(1), as: "\(key).largestPath", says: "length of the path over its bound, largest")
    recorder.record(sigma.quantile(0), as: "\(key).smallestSigma", says: "σ_N(Φ)/s₀, smallest")
    var text = """
      \(key), α < 1: \(violations) violations in \(runs.count) runs, \(completed) of them completed; the decay is at \
      least \(number(decay.quantile(0))) times the bound's, the path at most \(number(path.quantile(1))) of its bound, \
      σ_N at least \(number(sigma.quantile(0))) of s₀.
      """
    let curvature = runs.map(\.curvatureMargin)
    if let largest = curvature.max(), largest.isFinite {
      recorder.record(
        curvature.quantile(1), as: "\(key).largestCurvature",
        says: "λ_max of the Hessian at the start over Λ, largest")
      text += """
         Λ is \(number(1 / curvature.quantile(1))) to \(number(1 / curvature.quantile(0))) times λ_max of the Hessian \
        at the start.
        """
    }
    recorder.note(text)
  }

  /// The level at which each statement first fails.
  private func recordConservatism(_ flows: [PolyakLojasiewiczRun], into recorder: inout Recorder) {
    var sentences: [String] = []
    let statements: [(key: String, name: String, holds: (PolyakLojasiewiczRun) -> Bool)] = [
      ("loss", "the loss bound", \.holdsLoss), ("path", "the path bound", \.holdsPath),
      ("sigma", "σ_N ≥ s₀/2", \.holdsSingularValue),
    ]
    let largest = flows.map(\.alpha).max() ?? .nan
    for statement in statements {
      let failing = flows.filter { !statement.holds($0) }
      let first = failing.map(\.alpha).min() ?? .infinity
      let last = flows.map(\.alpha).filter { $0 < first }.max() ?? 0
      recorder.record(
        first, as: "flow.\(statement.key).firstFailure",
        says: "the smallest level α at which \(statement.name) fails on some run; inf: at none")
      recorder.record(
        last, as: "flow.\(statement.key).holdsUpTo", says: "the largest level below, where it never fails")
      sentences.append(
        first.isFinite
          ? "\(statement.name) first fails at α = \(number(first)), after none failed up to \(number(last))"
          : "\(statement.name) never failed up to α = \(number(largest))")
    }
    recorder.note("How conservative the hypothesis is: " + sentences.joined(separator: "; ") + ".")
  }

  private func number(_ value: Double) -> String { String(format: "%.3g", value) }
}
