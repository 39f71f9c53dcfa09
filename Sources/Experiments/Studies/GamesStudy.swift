internal import Dynamics
internal import Foundation
internal import LinearAlgebra
internal import Randomness

/// The classical games of the replicator equation, ẋ_i = x_i((A x)_i − xᵀA x), up to their boundaries.
public enum GamesStudy: Experiment {
  /// The parameters.
  public struct Spec: Specification {
    /// The seed of the starting points.
    public var seed: UInt64 = 0
    /// Orbits of each game of three strategies.
    public var orbits = 12
    /// The time of closed orbits, and over which their invariant is watched.
    public var orbitTime = 1000.0
    /// What rock, paper and scissors win, and lose, where orbits spiral outwards.
    public var win = 1.0
    /// The loss; greater than the win.
    public var loss = 1.3
    /// Changes of the leading strategy that are followed.
    public var changes = 40
    /// What hawks and doves fight for.
    public var value = 2.0
    /// What a lost fight costs; greater than the value.
    public var cost = 3.0
    /// The payoffs on the diagonal of the coordination game.
    public var coordination = [1.0, 1.5, 2]
    /// The time of the coordination game: log distances of a thousand e-folds.
    public var coordinationTime = 1000.0
    /// The local error of log-ratios.
    public var tolerance = 1e-9

    /// The defaults.
    public init() {}

    /// Rejects what is another game.
    public func validate() throws {
      try require(orbits >= 1 && orbits <= 500, "orbits", "must be from 1 to 500")
      try require(orbitTime >= 10 && orbitTime <= 1e5, "orbitTime", "must be from 10 to 1e5")
      try require(win > 0 && win.isFinite, "win", "must be positive")
      try require(loss > win && loss < 10 * win, "loss", "must lie between the win and ten times the win")
      try require(changes >= 6 && changes <= 200, "changes", "must be from 6 to 200")
      try require(value > 0 && value.isFinite, "value", "must be positive")
      try require(cost > value && cost.isFinite, "cost", "must exceed the value")
      try require(
        coordination.count == 3 && coordination.allSatisfy { $0 > 0 && $0 <= 100 }, "coordination",
        "needs three payoffs, from 0 to 100")
      try require(
        coordinationTime >= 10 && coordinationTime <= 1e5, "coordinationTime", "must be from 10 to 1e5")
      try require(tolerance >= 1e-12 && tolerance <= 1e-4, "tolerance", "must be from 1e-12 to 1e-4")
    }

    /// Rock, paper and scissors.
    func rockPaperScissors(win: Double, loss: Double) -> Matrix {
      Matrix(rowByRow: [[0, -loss, win], [win, 0, -loss], [-loss, win, 0]])
    }

    /// Hawks and doves: a fight costs, a threat wins, peace shares.
    var hawkDove: Matrix { Matrix(rowByRow: [[(value - cost) / 2, value], [0, value / 2]]) }
  }

  /// `games`.
  public static let name = "games"
  /// What it does.
  public static let summary =
    "rock–paper–scissors, hawk–dove and coordination: orbits, invariants and approaches to the boundary"

  /// Plays every game.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    recorder.expect(work: 4)
    let starts = starts(spec)
    let closed = try starts.map {
      try GameOrbit(spec.rockPaperScissors(win: 1, loss: 1), from: $0, spec.orbitTime, spec)
    }
    try recorder.advance(by: 1, "closed orbits")
    let cycle = try HeteroclinicCycle(spec, from: starts[0])
    try recorder.advance(by: 1, "outward spiral")
    let coordination = try starts.map {
      try GameOrbit(Matrix(diagonal: spec.coordination), from: $0, spec.coordinationTime, spec)
    }
    try recorder.advance(by: 1, "coordination")
    let hawks = try HawkDove(spec)
    try recorder.advance(by: 1, "hawks and doves")
    GamesTables.record(closed, cycle, coordination, hawks, into: &recorder)
    GamesFindings(spec, closed, cycle, coordination, hawks).record(into: &recorder)
  }

  /// Logits of starting points all over the simplex; the first one stands near the centre.
  private static func starts(_ spec: Spec) -> [[Double]] {
    var stream = RandomStream(seed: spec.seed, name: "games")
    return (0..<spec.orbits).map { index in
      stream.normals(3, scale: index == 0 ? 0.1 : 1.5)
    }
  }
}
