/// When a trajectory seems to rest: all rates small at the ends of several accepted steps in a row.
///
/// One step proves nothing: rates pass through zero where a coordinate turns.
struct RestCriterion: Equatable, Sendable {
  /// The largest rate at rest, in whatever measure.
  let residual: Double
  /// So many steps in a row.
  let consecutive: Int

  private var steps = 0

  init(residual: Double, consecutive: Int) {
    precondition(consecutive > 0 && residual > 0, "a residual is positive, and steps are counted")
    (self.residual, self.consecutive) = (residual, consecutive)
  }

  /// Takes the largest rate at the end of an accepted step into account; true if it and those before are all small.
  mutating func note(_ largest: Double) -> Bool {
    steps = largest <= residual ? steps + 1 : 0
    return steps >= consecutive
  }
}
