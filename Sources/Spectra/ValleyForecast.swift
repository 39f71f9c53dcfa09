internal import Foundation
internal import LinearAlgebra
public import Objectives

/// The time gradient descent takes along the floor of a valley, where one direction is much slower than all others.
///
/// With s the distance from the minimiser θ* along a unit vector u, the floor is θ(s) = the minimiser of L over
/// the points at distance s. Fast directions keep a descent near the floor, lagging behind it as it bends;
/// eliminating the lag to first order leaves gradient flow in the metric of the floor,
///
///     time = ∫ |dθ|²/|dL|,   steps = time/η,
///
/// which is summed over points spaced evenly in log s. On a quadratic with u an eigenvector it is
/// log(s₁/s₂)/λ up to the spacing's error, (log 10/pointsPerDecade)²/12 of itself. What it is worth in a curved
/// valley, or near the largest stable learning rate, only a comparison tells.
///
/// - Complexity: A few gradients and Hessians and O(d³) for each point.
public struct ValleyForecast: Sendable {
  /// A point of the floor.
  public struct Point: Sendable {
    /// s = uᵀ(θ − θ*), with its sign.
    public let distance: Double
    /// θ(s).
    public let parameters: [Double]
    /// L(θ(s)).
    public let loss: Double
    /// The time since the first point: steps·η.
    public let time: Double
  }

  /// The floor from the start to the target, loss descending.
  public let points: [Point]

  /// Follows the floor from the distance of `start` until the loss has come down to `target`.
  ///
  /// - Parameters:
  ///   - objective: The loss.
  ///   - minimizer: θ*, where the valley ends; its loss must be below `target`.
  ///   - direction: u; any length but zero.
  ///   - start: An iterate in the valley: its distance is where the floor begins, and it is where the search
  ///     for the floor's first point begins.
  ///   - target: The loss at the end of the floor.
  ///   - pointsPerDecade: How many points to a factor of ten in s.
  /// - Throws: ``ValleyError``.
  public init(
    _ objective: some TwiceDifferentiable, minimizer: [Double], along direction: [Double],
    from start: [Double],
    downTo target: Double, pointsPerDecade: Int = 100
  ) throws(ValleyError) {
    precondition(pointsPerDecade > 0, "a valley needs points")
    let slice = PerpendicularSlice(minimizer: minimizer, direction: direction)
    var distance = slice.distance(start)
    guard distance != 0 else { throw .startsAtTheMinimizer }
    let ratio = exp(-log(10) / Double(pointsPerDecade))
    var offset = slice.offset(start)
    var points: [Point] = []
    repeat {
      let minimum = try slice.minimum(of: objective, distance: distance, from: offset)
      let parameters = slice.point(distance, minimum.offset)
      var time = 0.0
      if let last = points.last {
        let step = zip(parameters, last.parameters).map { $0 - $1 }
        guard minimum.loss < last.loss else { throw .doesNotDescend(distance: distance, loss: last.loss) }
        time = last.time + step.dot(step) / (last.loss - minimum.loss)
      }
      points.append(
        Point(distance: distance, parameters: parameters, loss: minimum.loss, time: time))
      distance *= ratio
      // Along a straight floor this is the next point.
      offset = minimum.offset.map { ratio * $0 }
    } while points[points.count - 1].loss > target
    self.points = points
  }

  /// The time from one loss to a smaller one; nil if the floor does not span them.
  public func time(from loss: Double, to target: Double) -> Double? {
    guard let begin = time(at: loss), let end = time(at: target) else { return nil }
    return end - begin
  }

  /// Gradient descent's steps from one loss to a smaller one, not rounded; nil if the floor does not span them.
  public func steps(from loss: Double, to target: Double, learningRate: Double) -> Double? {
    time(from: loss, to: target).map { $0 / learningRate }
  }

  /// Gradient descent's steps from an iterate at a distance s, with its sign, to a loss, not rounded; nil if the
  /// floor does not span them.
  ///
  /// An iterate stands above the floor; when the fast directions have come down, it is at its distance on the floor.
  public func steps(fromDistance distance: Double, to target: Double, learningRate: Double) -> Double? {
    guard let begin = time(atDistance: distance), let end = time(at: target), end >= begin else { return nil }
    return (end - begin) / learningRate
  }

  private func time(at loss: Double) -> Double? { interpolate(log(loss), { log($0.loss) }) }

  private func time(atDistance distance: Double) -> Double? {
    guard distance * points[0].distance > 0 else { return nil }
    return interpolate(log(distance.magnitude)) { log($0.distance.magnitude) }
  }

  /// The time where a value that falls along the floor has come down to this; linear between two points.
  private func interpolate(_ wanted: Double, _ value: (Point) -> Double) -> Double? {
    guard let after = points.firstIndex(where: { value($0) <= wanted }), after > 0 else {
      // The start's own distance or loss, but for rounding.
      return abs(value(points[0]) - wanted) < 1e-12 ? points[0].time : nil
    }
    let (a, b) = (points[after - 1], points[after])
    let share = (value(a) - wanted) / (value(a) - value(b))
    return a.time + share * (b.time - a.time)
  }
}

/// Why a valley cannot be followed.
public enum ValleyError: Error, Equatable, Sendable {
  /// The start is as far along the direction as the minimiser.
  case startsAtTheMinimizer
  /// The floor rises towards the minimiser after this loss: there is no valley along this direction.
  case doesNotDescend(distance: Double, loss: Double)
  /// The floor was not found at this distance.
  case noFloor(distance: Double)
}

extension ValleyError: CustomStringConvertible {
  /// The error as one line.
  public var description: String {
    switch self {
    case .startsAtTheMinimizer: "the valley starts at its minimiser"
    case .doesNotDescend(let distance, let loss):
      "the valley's floor does not descend from a loss of \(loss) to distance \(distance)"
    case .noFloor(let distance): "no floor of the valley was found at distance \(distance)"
    }
  }
}
