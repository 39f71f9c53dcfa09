internal import Foundation

/// A circle of inputs on its way through a network: how long and how curved its image is.
///
/// The input is h⁰(θ) = √(N q*)·(u₀ cos θ + u₁ sin θ). Lengths are divided by √N; both quantities are the same at
/// every θ.
///     g^l = χ₁ g^(l−1),   (κ^l)² = 3 χ₂/χ₁² + (κ^(l−1))²/χ₁,   g⁰ = q*, κ₀² = 1/q*
///
/// - Reference: Poole et al. (2016), section 3.
public struct CircleManifold: Equatable, Sendable {
  /// g = |∂h/∂θ|²/N, the metric.
  public let metric: Double
  /// κ², the square of the extrinsic curvature, times N; NaN where the image is a point.
  public let curvatureSquared: Double
  /// 2π√(κ²g), the length of the curve of tangent directions.
  ///
  /// - Reference: Of the Grassmannian of lines; a stretched circle keeps the 2π it begins with.
  public let grassmannianLength: Double

  /// The circle after `layers` layers.
  ///
  /// - Complexity: O(layers).
  public init(_ phase: NetworkPhase, layers: Int) {
    precondition(layers >= 0, "a number of layers is not negative")
    let (chi1, chi2) = (phase.chi1, phase.chi2)
    var metric = phase.map.fixedLength
    // κ² and κ²g, separately: one of them may overflow.
    var curvature = 1 / metric
    var grassmannian = 1.0
    for _ in 0..<layers {
      grassmannian += chi2 == 0 ? 0 : 3 * chi2 / chi1 * metric
      curvature = (chi2 == 0 ? 0 : 3 * chi2 / chi1 / chi1) + curvature / chi1
      metric *= chi1
    }
    let isPoint = layers > 0 && chi1 == 0
    self.metric = metric
    curvatureSquared = isPoint ? .nan : curvature
    grassmannianLength = isPoint ? .nan : 2 * .pi * grassmannian.squareRoot()
  }

  /// 2π√g, the length of the curve over √N.
  public var euclideanLength: Double { 2 * .pi * metric.squareRoot() }
}
