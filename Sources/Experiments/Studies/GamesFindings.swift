internal import Foundation
internal import Reporting

/// What `games` finds: metrics for its claims, and sentences made from the numbers.
struct GamesFindings {
  private let spec: GamesStudy.Spec
  private let closed: [GameOrbit]
  private let cycle: HeteroclinicCycle
  private let coordination: [GameOrbit]
  private let hawks: HawkDove

  init(
    _ spec: GamesStudy.Spec, _ closed: [GameOrbit], _ cycle: HeteroclinicCycle, _ coordination: [GameOrbit],
    _ hawks: HawkDove
  ) {
    (self.spec, self.closed, self.cycle) = (spec, closed, cycle)
    (self.coordination, self.hawks) = (coordination, hawks)
  }

  func record(into recorder: inout Recorder) {
    let drift = closed.map(\.invariantDrift).max() ?? .nan
    recorder.record(
      drift / spec.tolerance, as: "closed.driftInTolerances",
      says: "rock–paper–scissors: the largest drift of log x₁x₂x₃ in a unit of time, in tolerances")
    recordCycle(into: &recorder)
    recordCoordination(into: &recorder)
    recorder.record(
      hawks.deviation, as: "hawks.deviation",
      says: "the largest distance of the share of hawks from value/cost")
    recorder.record(
      hawks.timeDeviation, as: "hawks.timeDeviation",
      says: "the largest relative distance of the time to come half-way from its closed form")
    recorder.note(
      """
      Closed orbits keep log x₁x₂x₃ to \(ShortNumber.text(drift)) in a unit of time. Hawks settle at \
      \(ShortNumber.text(spec.value / spec.cost)), from shares down to 1e-100.
      """)
  }

  private func recordCycle(into recorder: inout Recorder) {
    let expected = spec.loss / spec.win
    let late = Array(cycle.growth.suffix(max(3, cycle.growth.count / 3)))
    let deviation = late.map { abs($0 / expected - 1) }.max() ?? .nan
    recorder.record(
      deviation, as: "cycle.growthDeviation",
      says:
        "outward spiral: by which factor stays lengthen, late ones: the largest relative distance from loss/win"
    )
    let depth = cycle.points.map { $0.logWeights.min() ?? 0 }.min() ?? .nan
    recorder.record(
      depth / log(10), as: "cycle.log10SmallestWeight",
      says: "outward spiral: log10 of the smallest weight on the way")
    recorder.note(
      """
      Spiralling outwards, stays near a vertex lengthen by a factor of \(ShortNumber.text(late.last ?? .nan)) \
      (loss/win = \(ShortNumber.text(expected))); weights fall to 1e\(Int((depth / log(10)).rounded())) in \
      \(cycle.steps) steps.
      """)
  }

  private func recordCoordination(into recorder: inout Recorder) {
    // At the vertex of the winner w a loser's payoff is 0, the winner's a_w.
    var deviations: [Double] = []
    for orbit in coordination {
      for loser in orbit.lossRates {
        deviations.append(abs(loser.rate / -spec.coordination[orbit.winner] - 1))
      }
    }
    recorder.record(
      deviations.max() ?? .nan, as: "coordination.rateDeviation",
      says: "the largest relative distance of a loser's rate of decay from the winner's payoff")
    let winners = Set(coordination.map(\.winner)).count
    recorder.record(Double(winners), as: "coordination.winners", says: "vertices that are approached")
    let depth = coordination.compactMap { $0.points.last?.logWeights.min() }.min() ?? .nan
    recorder.note(
      """
      Coordination: \(coordination.count) orbits end at \(winners) vertices, with weights down to \
      1e\(Int((depth / log(10)).rounded())).
      """)
  }
}
