public import Optimizers

/// Every rule at every learning rate of one grid, and each rule's best.
public struct LearningRateTuning: Sendable {
  /// One rule's search.
  public struct Entry: Sendable {
    /// The rule.
    public let optimizer: AnyOptimizer
    /// The grid in the end, its scores and the choice.
    public let search: LearningRateSearch
    /// The curve at each rate of the grid, in its order.
    public let curves: [Curve]

    /// The curve at the best rate; nil if every rate diverged.
    public var best: Curve? { search.selection.bestIndex.map { curves[$0] } }

    /// Whether the best rate stands inside the grid.
    public var isInterior: Bool {
      if case .winner = search.selection.outcome { true } else { false }
    }
  }

  /// The rules, in the order given.
  public let entries: [Entry]

  /// Trains all rules at all rates of `grid` in lockstep, then extends the grid of each rule whose best
  /// stands at an edge.
  ///
  /// - Parameters:
  ///   - training: The problem, and for how many steps.
  ///   - optimizers: The rules; their own rates do not matter.
  ///   - grid: The rates to begin with.
  ///   - maximumExtensions: After so many the search gives up.
  ///   - score: Of a finished curve; lower is better, nil for one that does not count.
  ///   - observed: Called after each observation with the step and how many trajectories were active.
  public init(
    _ training: LockstepTraining, _ optimizers: [AnyOptimizer], over grid: LearningRateGrid,
    maximumExtensions: Int = 4, score: (Curve) -> Double?, observed: (Int, Int) throws -> Void = { _, _ in }
  ) throws {
    func at(_ rates: [Double], _ optimizer: AnyOptimizer) -> [AnyOptimizer] {
      rates.map { rate in
        var copy = optimizer
        copy.learningRate = rate
        return copy
      }
    }
    var passes = 0
    func train(_ optimizers: [AnyOptimizer]) throws -> [Curve] {
      passes += 1
      var pass = training
      pass.checkpoint = training.checkpoint?.section("pass \(passes)")
      return try pass.run(optimizers, observed: { try observed($0, $1) })
    }
    let rates = grid.rates
    var together = try train(optimizers.flatMap { at(rates, $0) })[...]
    entries = try optimizers.map { optimizer in
      let first = Array(together.prefix(rates.count))
      together = together.dropFirst(rates.count)
      var curves = Dictionary(uniqueKeysWithValues: first.map { ($0.learningRate, $0) })
      let search = try LearningRateSearch(grid, maximumExtensions: maximumExtensions) { wanted in
        let missing = wanted.filter { curves[$0] == nil }
        if !missing.isEmpty {
          for curve in try train(at(missing, optimizer)) { curves[curve.learningRate] = curve }
        }
        return wanted.map { curves[$0].flatMap(score) }
      }
      return Entry(
        optimizer: optimizer, search: search, curves: search.grid.rates.compactMap { curves[$0] })
    }
  }
}
