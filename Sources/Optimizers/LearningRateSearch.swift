/// A search that extends its grid until the winner stands inside.
public struct LearningRateSearch: Equatable, Sendable {
  /// The grid in the end.
  public private(set) var grid: LearningRateGrid
  /// The score of each of its rates; nil for those that diverged.
  public private(set) var scores: [Double?]
  /// The choice from them; at an edge if the extensions allowed were not enough.
  public private(set) var selection: LearningRateSelection

  /// Scores the rates of a grid, and further ones beyond the edge at which the best stands.
  ///
  /// - Parameters:
  ///   - grid: The rates to begin with.
  ///   - points: How many rates an extension adds; one decade if nil.
  ///   - maximumExtensions: After so many the search gives up, and the selection says at which edge.
  ///   - score: The scores of some rates, lower being better, nil for those that diverge; each rate is asked for once.
  public init(
    _ grid: LearningRateGrid, points: Int? = nil, maximumExtensions: Int = 4,
    score: ([Double]) throws -> [Double?]
  ) rethrows {
    self.grid = grid
    scores = try score(grid.rates)
    selection = LearningRateSelection(scores: scores)
    for _ in 0..<maximumExtensions {
      guard case .atEdge(let edge, _) = selection.outcome else { return }
      let points = points ?? grid.pointsPerDecade
      self.grid = self.grid.extended(edge, points: points)
      switch edge {
      case .lower: scores = try score(Array(self.grid.rates.prefix(points))) + scores
      case .upper: scores += try score(Array(self.grid.rates.suffix(points)))
      }
      precondition(scores.count == self.grid.rates.count, "each learning rate needs one score")
      selection = LearningRateSelection(scores: scores)
    }
  }
}
