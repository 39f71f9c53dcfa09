internal import Dynamics
internal import Foundation
internal import LinearAlgebra

/// The orbit of one starting point in a game.
struct GameOrbit {
  /// Times and log x there.
  private(set) var points: [(time: Double, logWeights: [Double])] = []
  let steps: Int

  /// The orbit up to a time: dense until 60, and in a hundred points beyond.
  init(_ game: Matrix, from logits: [Double], _ end: Double, _ spec: GamesStudy.Spec) throws {
    var integration = SimplexIntegration(
      SimplexFlow(.replicator, .payoffMatrix(game)), fromLogits: logits,
      options: SimplexIntegration.Options(tolerance: spec.tolerance))
    let dense = min(end, 60)
    var times = stride(from: 0, through: dense, by: dense / 600).map { $0 }
    if end > dense { times += (1...100).map { dense + (end - dense) * Double($0) / 100 } }
    for time in times {
      try integration.advance(to: time)
      points.append((time, integration.state.logRatios))
    }
    steps = integration.steps
  }

  /// The largest drift of Σ log x, the invariant of rock–paper–scissors without net gain, in a unit of time.
  var invariantDrift: Double {
    guard let start = points.first else { return .nan }
    let invariant = start.logWeights.reduce(0, +)
    return points.dropFirst().map { abs($0.logWeights.reduce(0, +) - invariant) / max(1, $0.time) }.max()
      ?? .nan
  }

  /// The leading strategy at the end.
  var winner: Int {
    let last = points.last?.logWeights ?? []
    return last.indices.max { last[$0] < last[$1] } ?? 0
  }

  /// d log(x_j/x_winner)/dt in the second half, for each loser j.
  var lossRates: [(strategy: Int, rate: Double)] {
    guard let end = points.last else { return [] }
    let half = points.last { $0.time <= end.time / 2 } ?? points[0]
    let winner = winner
    return end.logWeights.indices.filter { $0 != winner }.map { j in
      let change =
        (end.logWeights[j] - end.logWeights[winner]) - (half.logWeights[j] - half.logWeights[winner])
      return (j, change / (end.time - half.time))
    }
  }
}
