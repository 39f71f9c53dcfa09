internal import Foundation

/// Learning rates evenly spaced in their logarithm, the same for every rule of a comparison.
///
/// The rates are start·10^(i/pointsPerDecade), beyond the first rounded to six digits so that they print as they are.
/// Extending a grid keeps its rates.
public struct LearningRateGrid: Equatable, Sendable {
  /// The two ends of a grid.
  public enum Edge: String, Codable, Sendable {
    /// The smallest rate.
    case lower
    /// The largest rate.
    case upper
  }

  /// How many rates there are to a factor of ten.
  public let pointsPerDecade: Int

  private let anchor: Double
  private let indices: ClosedRange<Int>

  /// The grid from `start` up to at most `stop`.
  ///
  /// - Throws: ``LearningRateGridError`` unless 0 < start ≤ stop, both are finite, and there are 1 to 1000 points a
  ///   decade.
  public init(start: Double, stop: Double, pointsPerDecade: Int) throws(LearningRateGridError) {
    guard start.isFinite, start > 0 else { throw .notPositive(name: "start", value: start) }
    guard stop.isFinite, stop > 0 else { throw .notPositive(name: "stop", value: stop) }
    guard start <= stop else { throw .reversed(start: start, stop: stop) }
    guard (1...1000).contains(pointsPerDecade) else { throw .pointsPerDecade(pointsPerDecade) }
    // A stop that is a grid point but for rounding belongs to the grid.
    // The quotient of the ends may overflow, the difference of their logarithms cannot.
    let last = ((log10(stop) - log10(start)) * Double(pointsPerDecade) + 1e-6).rounded(.down)
    self.init(anchor: start, pointsPerDecade: pointsPerDecade, indices: 0...Int(last))
  }

  private init(anchor: Double, pointsPerDecade: Int, indices: ClosedRange<Int>) {
    self.anchor = anchor
    self.pointsPerDecade = pointsPerDecade
    self.indices = indices
  }

  /// The learning rates, ascending.
  public var rates: [Double] { indices.map(rate) }

  /// The grid with `points` further rates at one end.
  public func extended(_ edge: Edge, points: Int) -> LearningRateGrid {
    precondition(points >= 0, "a grid is extended by some points or by none")
    let indices =
      edge == .lower
      ? indices.lowerBound - points...indices.upperBound : indices.lowerBound...indices.upperBound + points
    return LearningRateGrid(anchor: anchor, pointsPerDecade: pointsPerDecade, indices: indices)
  }

  private func rate(_ index: Int) -> Double {
    guard index != 0 else { return anchor }
    // In two halves where the power alone would overflow or vanish.
    let decades = Double(index) / Double(pointsPerDecade)
    let half = pow(10, decades / 2)
    let exact = abs(decades) < 300 ? anchor * pow(10, decades) : anchor * half * half
    return Double(String(format: "%.5e", exact)) ?? exact
  }
}

extension LearningRateGrid: Codable {
  private enum Key: CodingKey {
    case start
    case stop
    case pointsPerDecade
  }

  /// Decodes `{"start", "stop", "pointsPerDecade"}`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    try self.init(
      start: container.decode(Double.self, forKey: .start),
      stop: container.decode(Double.self, forKey: .stop),
      pointsPerDecade: container.decode(Int.self, forKey: .pointsPerDecade))
  }

  /// Encodes the smallest and the largest rate and their density.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(rate(indices.lowerBound), forKey: .start)
    try container.encode(rate(indices.upperBound), forKey: .stop)
    try container.encode(pointsPerDecade, forKey: .pointsPerDecade)
  }
}

/// What can be wrong with a grid.
public enum LearningRateGridError: Error, Equatable, Sendable {
  /// An end is not positive and finite.
  case notPositive(name: String, value: Double)
  /// The start is above the stop.
  case reversed(start: Double, stop: Double)
  /// The density is not from 1 to 1000.
  case pointsPerDecade(Int)
}

extension LearningRateGridError: CustomStringConvertible {
  /// The error as one line.
  public var description: String {
    switch self {
    case .notPositive(let name, let value):
      "learning-rate grid: \(name) must be positive and finite, not \(value)"
    case .reversed(let start, let stop): "learning-rate grid: start \(start) is above stop \(stop)"
    case .pointsPerDecade(let points):
      "learning-rate grid: pointsPerDecade must be from 1 to 1000, not \(points)"
    }
  }
}
