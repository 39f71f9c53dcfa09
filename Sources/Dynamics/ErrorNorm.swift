internal import Foundation

/// How large an error is compared with what is tolerated: a step is accepted if the norm is at most 1.
///
/// ``Tolerances`` is the ordinary one; a field in unusual coordinates may bring its own.
public protocol ErrorNorm: Sendable {
  /// The smallest relative error the user asked for: what iterations within a step aim at.
  var relativeTolerance: Double { get }

  /// The tolerated error of coordinate `i` on a step between two states.
  func scale(_ i: Int, from: [Double], to: [Double]) -> Double

  /// The norm of an error; NaN if it holds NaN. Allocates nothing.
  func norm(of error: [Double], from: [Double], to: [Double]) -> Double
}

extension ErrorNorm {
  /// The coordinate whose error is largest compared with what is tolerated; the first that is NaN.
  func worstCoordinate(of error: [Double], from: [Double], to: [Double]) -> Int {
    var (worst, largest) = (0, -1.0)
    // An error of exactly zero is tolerated by any scale, also by zero.
    for i in error.indices where error[i] != 0 {
      let scaled = abs(error[i]) / scale(i, from: from, to: to)
      if scaled.isNaN { return i }
      if scaled > largest { (worst, largest) = (i, scaled) }
    }
    return worst
  }
}

/// The tolerated error of each coordinate: absolute + relative·max(|y|, |y'|) on a step from y to y'.
///
/// There are no defaults: what is small depends on the problem. A coordinate that shall be right to a
/// relative tolerance however small it is needs an absolute one far below it.
///
/// - Reference: Hairer, Nørsett and Wanner (1993), Solving Ordinary Differential Equations I, §II.4 (4.10, 4.11).
public struct Tolerances: ErrorNorm, Codable, Equatable, Sendable {
  /// How the coordinates' errors become one number.
  public enum Combination: String, Codable, CaseIterable, Sendable {
    /// (1/n Σ (eᵢ/scaleᵢ)²)^½.
    case rootMeanSquare
    /// maxᵢ |eᵢ|/scaleᵢ.
    case maximum
  }

  /// The relative tolerance.
  public let relative: Double
  /// The absolute tolerance: one for all coordinates, or one for each.
  public let absolute: [Double]
  /// How the coordinates' errors become one number.
  public let combination: Combination

  /// Tolerances, none of them negative; a coordinate that may become zero needs an absolute one.
  public init(
    relative: Double, absolute: [Double], combination: Combination = .rootMeanSquare
  ) {
    precondition(relative >= 0 && relative < 1, "a relative tolerance lies in [0, 1)")
    precondition(
      !absolute.isEmpty && absolute.allSatisfy { $0 >= 0 && $0.isFinite },
      "absolute tolerances are finite and not negative")
    self.relative = relative
    self.absolute = absolute
    self.combination = combination
  }

  /// The same absolute tolerance for all coordinates.
  public init(relative: Double, absolute: Double, combination: Combination = .rootMeanSquare) {
    self.init(relative: relative, absolute: [absolute], combination: combination)
  }

  /// The relative tolerance.
  public var relativeTolerance: Double { relative }

  /// absolute + relative·max(|y|, |y'|).
  public func scale(_ i: Int, from: [Double], to: [Double]) -> Double {
    let absolute = self.absolute.count == 1 ? self.absolute[0] : self.absolute[i]
    return absolute + relative * max(abs(from[i]), abs(to[i]))
  }

  /// The norm of an error.
  ///
  /// - Complexity: 5·n flops, no allocation.
  public func norm(of error: [Double], from: [Double], to: [Double]) -> Double {
    precondition(
      absolute.count == 1 || absolute.count == error.count, "absolute tolerances: one for all or one for each"
    )
    var (sum, largest) = (0.0, 0.0)
    for i in error.indices {
      // An error of exactly zero is tolerated by any scale, also by zero.
      guard error[i] != 0 else { continue }
      let scaled = abs(error[i]) / scale(i, from: from, to: to)
      if scaled.isNaN { return .nan }
      sum += scaled * scaled
      largest = max(largest, scaled)
    }
    switch combination {
    case .rootMeanSquare: return error.isEmpty ? 0 : (sum / Double(error.count)).squareRoot()
    case .maximum: return largest
    }
  }
}
