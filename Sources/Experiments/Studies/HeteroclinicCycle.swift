internal import Dynamics
internal import Foundation
internal import LinearAlgebra

/// Rock–paper–scissors where a loss costs more than a win brings: orbits spiral out to the cycle of the three edges.
///
/// Near a vertex the next strategy grows at the rate of a win and the last one falls at that of a loss, so that stays
/// T grow like T ← (loss/win)·T + c and weights fall without end, soon below any double.
///
/// - Reference: Hofbauer and Sigmund, Evolutionary Games and Population Dynamics (1998), §17.5; Gaunersdorfer (1992).
struct HeteroclinicCycle {
  /// When another strategy takes the lead.
  let changes: [Double]
  /// The orbit: times, log x.
  let points: [(time: Double, logWeights: [Double])]
  let steps: Int

  init(_ spec: GamesStudy.Spec, from logits: [Double]) throws {
    var integration = SimplexIntegration(
      SimplexFlow(.replicator, .payoffMatrix(spec.rockPaperScissors(win: spec.win, loss: spec.loss))),
      fromLogits: logits, options: SimplexIntegration.Options(tolerance: spec.tolerance))
    var changes: [Double] = []
    var points: [(time: Double, logWeights: [Double])] = [(0, integration.state.logRatios)]
    while changes.count < spec.changes {
      let before = integration
      // A thousandth of the time so far: no stay is missed, and turns are smooth in the figure.
      try integration.advance(to: before.time + max(0.02 / spec.win, before.time / 1000))
      if Self.leader(integration) != Self.leader(before) {
        try changes.append(Self.change(before, integration))
      }
      points.append((integration.time, integration.state.logRatios))
    }
    self.changes = changes
    self.points = points
    steps = integration.steps
  }

  private static func leader(_ integration: SimplexIntegration) -> Int {
    let logs = integration.state.logRatios
    return logs.indices.max { logs[$0] < logs[$1] } ?? 0
  }

  /// When the lead changes, by bisection on the flow itself.
  private static func change(_ before: SimplexIntegration, _ after: SimplexIntegration) throws -> Double {
    var (low, high) = (before, after.time)
    let leader = leader(before)
    while high - low.time > 1e-10 * high {
      var middle = low
      try middle.advance(to: 0.5 * (low.time + high))
      if Self.leader(middle) == leader { low = middle } else { high = middle.time }
    }
    return high
  }

  /// How much longer each stay lasts than the one before.
  private var lengthenings: [Double] {
    let stays = zip(changes.dropFirst(), changes).map(-)
    return zip(stays.dropFirst(), stays).map(-)
  }

  /// Each lengthening over the one before: loss/win once the orbit is near the boundary, for there a stay lasts
  /// loss/win times as long as the last one and the constant time it takes to turn corners.
  var growth: [Double] { zip(lengthenings.dropFirst(), lengthenings).map(/) }
}
