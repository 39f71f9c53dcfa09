internal import Foundation

/// The Gaussian averages of an activation that the theory of one length needs, x ~ N(0, q).
///
/// Closed forms for erf (Williams 1998), ReLU (Cho and Saul 2009) and GELU (Tsuchida et al. 2020); the trapezoid
/// rule for tanh. Relative accuracy near 1e-15 at any q.
public struct ActivationMoments: Equatable, Sendable {
  /// E φ².
  public let meanSquare: Double
  /// E φ′².
  public let meanSquareSlope: Double
  /// E φ″²; infinite for ReLU, whose second derivative is a point mass.
  public let meanSquareCurvature: Double
  /// dE φ²/dq = E[φ′² + φ φ″].
  public let lengthSlope: Double

  /// The averages at variance `q` ≥ 0.
  public init(_ activation: Activation, variance q: Double) {
    precondition(q >= 0, "a variance is not negative")
    switch activation {
    case .tanh: self = Self.tanh(q)
    case .erf:
      let root = (1 + 4 * q).squareRoot()
      self.init(
        meanSquare: 2 / .pi * atan(2 * q / root), meanSquareSlope: 4 / .pi / root,
        meanSquareCurvature: 16 * q / (.pi * (1 + 4 * q) * root),
        lengthSlope: 4 / .pi / ((1 + 2 * q) * root))
    case .relu:
      self.init(
        meanSquare: q / 2, meanSquareSlope: 0.5, meanSquareCurvature: .infinity, lengthSlope: 0.5)
    case .gelu:
      let root = (1 + 2 * q).squareRoot()
      let share = atan2(root, -q) / (2 * .pi)
      let ratio = q / (1 + 2 * q)
      self.init(
        meanSquare: q * share + q * q / (.pi * (1 + q) * root),
        meanSquareSlope: share + q * (3 + 2 * q + q * ratio) / (2 * .pi * (1 + q) * (1 + q) * root),
        meanSquareCurvature: (4 - 4 * ratio + 3 * ratio * ratio) / (2 * .pi * root),
        lengthSlope: share + q / (.pi * (1 + q) * root) * (2.5 - q / (1 + q) - ratio))
    }
  }

  private init(
    meanSquare: Double, meanSquareSlope: Double, meanSquareCurvature: Double, lengthSlope: Double
  ) {
    self.meanSquare = meanSquare
    self.meanSquareSlope = meanSquareSlope
    self.meanSquareCurvature = meanSquareCurvature
    self.lengthSlope = lengthSlope
  }

  /// sech² x is below 1e-17 beyond.
  static let support = 21.0

  private static func tanh(_ q: Double) -> Self {
    let lattice = GaussianLattice(variance: q, support: support)
    func mean(_ function: (Double) -> Double) -> Double { lattice.evenMean(function) }
    func squared(_ x: Double) -> Double {
      let value = Foundation.tanh(x)
      return value * value
    }
    // All terms are positive for small q; for large q tanh² has no end but sech² has one.
    let meanSquare = q < 1 ? mean(squared) : 1 - mean(Activation.squaredSecant)
    return Self(
      meanSquare: meanSquare,
      meanSquareSlope: mean { x in
        let slope = Activation.squaredSecant(x)
        return slope * slope
      },
      meanSquareCurvature: mean { x in
        let slope = Activation.squaredSecant(x)
        return 4 * squared(x) * slope * slope
      },
      lengthSlope: mean { x in
        let slope = Activation.squaredSecant(x)
        return slope * (slope - 2 * squared(x))
      })
  }
}
