internal import Foundation
internal import Spectra

/// What the audit finds: metrics for its claims, and sentences made from the numbers.
struct BoundaryFindings {
  private let audit: BoundaryAudit
  private let asymptotics: BoundaryAsymptotics

  init(_ audit: BoundaryAudit, _ asymptotics: BoundaryAsymptotics) {
    self.audit = audit
    self.asymptotics = asymptotics
  }

  func record(into recorder: inout Recorder) throws {
    recordCorrected(into: &recorder)
    recordTalk(into: &recorder)
    try recordCounterexample(into: &recorder)
    let small = asymptotics.cases.filter { $0.log10Epsilon <= -16 }
    recorder.record(
      small.map(\.deviation).max() ?? .nan, as: "asymptotics.largestDeviation",
      says: "of log10 eigenvalues of J from those of the limit of small weights, for ε ≤ 1e-16")
  }

  private func recordCorrected(into recorder: inout Recorder) {
    let points = audit.measurements
    recorder.record(Double(points.count), as: "points", says: "points audited")
    recorder.record(
      Double(audit.verdicts.reduce(0) { $0 + $1.violations }), as: "violations",
      says: "of all corrected bounds together, beyond rounding")
    recorder.record(
      Double(audit.verdicts.reduce(0) { $0 + $1.forgiven }), as: "forgiven",
      says: "comparisons, of \(points.count * audit.verdicts.count), where a bound is exceeded by rounding")
    recorder.record(
      audit.verdicts.map(\.largestExcess).max() ?? .nan, as: "largestExcess",
      says: "the largest log10 distance by which any bound is exceeded")
    recorder.record(
      audit.verdicts.map(\.largestShare).max() ?? .nan, as: "largestShareOfAllowance",
      says: "the same as a share of what is forgiven there")
    recorder.record(
      points.map(\.bounds.log10Allowance).max() ?? .nan, as: "largestAllowance",
      says: "the largest log10 distance that would be forgiven")
    for verdict in audit.verdicts {
      recorder.record(
        Double(verdict.violations), as: "\(verdict.bound.name).violations",
        says: verdict.bound.formula + ": violations")
      recorder.record(
        verdict.closestApproach, as: "\(verdict.bound.name).closestApproach",
        says: "the smallest log10 distance from the bound, n ≥ 3, ρ ≥ 10 and L/μ ≥ 2")
    }
    recorder.record(
      points.map(\.routesDisagreement).max() ?? .nan, as: "routesDisagreement",
      says: "of the log10 of any eigenvalue of J, between the secular equation and the Jacobi route")
    let attained = audit.verdicts.filter { $0.closestApproach <= 1e-9 }.map(\.bound.name)
    recorder.note(
      """
      \(points.count) points, \(audit.verdicts.count) corrected bounds at each: \
      \(audit.verdicts.reduce(0) { $0 + $1.violations }) violations. Attained to 1e-9 in log10 at a point with n ≥ 3, \
      ρ ≥ 10 and L/μ ≥ 2: \(attained.joined(separator: ", ")).
      """)
  }

  private func recordTalk(into recorder: inout Recorder) {
    let points = audit.measurements
    func count(_ part: [BoundaryMeasurement]) -> Double { Double(part.count) }
    recorder.record(
      count(points.filter { !$0.talkHolds }), as: "talk.failures",
      says: "points where the talk's form exceeds κ")
    for (family, measurements, _) in audit.families {
      recorder.record(
        count(measurements.filter { !$0.talkHolds }) / count(measurements),
        as: "talk.\(family.rawValue).share", says: "share of the family where it does")
    }
    recorder.record(
      points.map { $0.bounds.log10Talk - $0.kappa }.max() ?? .nan, as: "talk.largestExcess",
      says: "the largest log10 distance by which it does")
    let vertex = points.filter { $0.talkMustFail && $0.tokens >= 3 }
    let pairs = points.filter { $0.tokens == 2 && $0.bounds.log10Talk > 1e-9 }
    let balanced = points.filter(\.talkMustFailBalanced)
    let cases = [
      ("vertex", vertex, "n ≥ 3 and (μ/L)(x_max/x_min)² beyond (L/μ) times the square of ρ's upper bound"),
      ("pairs", pairs, "n = 2 and (μ/L)(x_max/x_min)² > 1"),
      ("balanced", balanced, "the Hessian balances the Jacobian and ρ < x_max/x_min"),
    ]
    for (name, part, says) in cases {
      recorder.record(count(part), as: "talk.\(name).points", says: says)
      recorder.record(
        count(part.filter(\.talkHolds)), as: "talk.\(name).holds", says: "points of these where it holds")
    }
    let shares = audit.families.map { family, measurements, _ in
      String(
        format: "%@ %.0f %%", family.rawValue,
        100 * count(measurements.filter { !$0.talkHolds }) / count(measurements))
    }
    recorder.note(
      """
      The talk's form (μ/L)(x_max/x_min)² ≤ κ fails at \(points.count { !$0.talkHolds }) of \(points.count) points: \
      \(shares.joined(separator: ", ")). It must fail, and does, at \(vertex.count { !$0.talkHolds }) of \(vertex.count) points \
      that are too near a vertex for their n, at \(pairs.count { !$0.talkHolds }) of \(pairs.count) with n = 2, and at \
      \(balanced.count { !$0.talkHolds }) of \(balanced.count) whose Hessian balances the Jacobian.
      """)
  }

  private func recordCounterexample(into recorder: inout Recorder) throws {
    let example = try BoundaryCounterexample()
    let lowest = try BoundaryCounterexample(angle: 0)
    recorder.record(
      pow(10, example.kappa), as: "counterexample.kappa",
      says: "n = 3, two weights of order 1 and one of 1e-25, μ/L = 0.1: κ of J²H")
    recorder.record(
      pow(10, example.talk), as: "counterexample.talk", says: "what the talk's form says κ exceeds")
    recorder.record(
      pow(10, lowest.kappa), as: "counterexample.lowestKappa",
      says: "κ for the worst of all Hessians with μ/L = 0.1")
    recorder.note(
      String(
        format: """
          n = 3, x = (0.50115, 0.49885, 1e-25), μ/L = 0.1: κ = %.5g where the talk's form says at least %.5g; \
          for the worst Hessian with these extremes %.5g.
          """, pow(10, example.kappa), pow(10, example.talk), pow(10, lowest.kappa)))
  }
}
