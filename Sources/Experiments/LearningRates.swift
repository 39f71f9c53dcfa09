internal import Optimizers

/// A log-spaced grid of learning rates, as specifications write it.
public struct LearningRates: Codable, Sendable {
  /// The smallest.
  public var start: Double
  /// The largest, if it is a point of the grid.
  public var stop: Double
  /// How many to a factor of ten.
  public var pointsPerDecade: Int

  /// The grid.
  ///
  /// - Throws: ``SpecificationError`` for numbers that make none.
  var grid: LearningRateGrid {
    get throws {
      do {
        return try LearningRateGrid(start: start, stop: stop, pointsPerDecade: pointsPerDecade)
      } catch { throw SpecificationError.invalid("learningRates", "\(error)") }
    }
  }
}
