/// The choice of a learning rate from the scores of a grid.
public struct LearningRateSelection: Codable, Equatable, Sendable {
  /// Which rate is best, if the grid can tell.
  public enum Outcome: Codable, Equatable, Sendable {
    /// The best rate has worse ones on both sides.
    case winner(index: Int)
    /// The best rate is the smallest or largest of the grid, and a better one may lie beyond: no winner.
    case atEdge(LearningRateGrid.Edge, index: Int)
    /// No rate has a score.
    case none
  }

  /// Which rate is best.
  public let outcome: Outcome
  /// How many rates have no score: diverged, or never there.
  public let divergedCount: Int

  /// Chooses the lowest score; nil and NaN are those of rates that diverged.
  ///
  /// Among equal scores the middle one of the first run of neighbours counts, so that a plateau that reaches an
  /// edge is not refused for its end.
  public init(scores: [Double?]) {
    let valid = scores.map { $0.flatMap { $0.isNaN ? nil : $0 } }
    divergedCount = valid.count { $0 == nil }
    guard let best = valid.compactMap(\.self).min(), let first = valid.firstIndex(of: best) else {
      outcome = .none
      return
    }
    var last = first
    while last + 1 < valid.count, valid[last + 1] == best { last += 1 }
    let middle = (first + last) / 2
    if middle == 0 {
      outcome = .atEdge(.lower, index: 0)
    } else if middle == scores.count - 1 {
      outcome = .atEdge(.upper, index: middle)
    } else {
      outcome = .winner(index: middle)
    }
  }

  /// The index of the best rate, whether or not it stands at an edge.
  public var bestIndex: Int? {
    switch outcome {
    case .winner(let index), .atEdge(_, let index): index
    case .none: nil
    }
  }
}
