internal import Foundation
internal import LinearAlgebra

/// The forecast of a final loss from two exponents: y ≈ w₀ + max(w_a|λ_a|, w_g|λ_g|), w_a and w_g not negative.
///
/// Least squares: for each of 400 ratios w_g/w_a from 1e-3 to 1e3, and their limits 0 and ∞, a line through
/// max(|λ_a|, ratio·|λ_g|); the best one refined by golden sections. A line that falls is replaced by the mean.
///
/// - Reference: Cowsik, Nebabu, Qi and Ganguli (2024) for the form; how they fit it was not at hand.
package struct ExponentFit: Equatable, Sendable {
  /// w₀, the loss where both exponents vanish.
  package let base: Double
  /// w_a.
  package let angleWeight: Double
  /// w_g.
  package let gradientWeight: Double

  /// The fit to at least two losses.
  package init(angles: [Double], gradients: [Double], losses: [Double]) {
    precondition(
      losses.count >= 2 && angles.count == losses.count && gradients.count == losses.count,
      "a fit needs two losses, each with two exponents")
    let (a, g) = (angles.map { abs($0) }, gradients.map { abs($0) })
    var predictor = [Double](repeating: 0, count: losses.count)
    let mean = losses.mean
    /// The line through max(|λ_a|, ratio·|λ_g|); at an infinite ratio through |λ_g|.
    func line(_ logRatio: Double) -> (slope: Double, mean: Double, residual: Double) {
      let ratio = exp(logRatio)
      for i in losses.indices {
        predictor[i] = logRatio == .infinity ? g[i] : max(a[i], ratio * g[i])
      }
      let center = predictor.mean
      var (xx, xy, yy) = (0.0, 0.0, 0.0)
      for i in losses.indices {
        let (x, y) = (predictor[i] - center, losses[i] - mean)
        (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y)
      }
      let slope = xx > 0 ? max(0, xy / xx) : 0
      return (slope, center, yy - slope * (2 * xy - slope * xx))
    }
    let end = log(1e3)
    let step = 2 * end / 399
    let grid = (0..<400).map { -end + step * Double($0) }
    let candidates = grid + [-.infinity, .infinity]
    let residuals = candidates.map { line($0).residual }
    let best = residuals.indices.min { residuals[$0] < residuals[$1] } ?? 0
    var logRatio = candidates[best]
    if logRatio.isFinite {
      var (low, high) = (logRatio - step, logRatio + step)
      let section = (5.0.squareRoot() - 1) / 2
      while high - low > 1e-10 {
        let (left, right) = (high - section * (high - low), low + section * (high - low))
        if line(left).residual < line(right).residual { high = right } else { low = left }
      }
      let refined = (low + high) / 2
      if line(refined).residual < residuals[best] { logRatio = refined }
    }
    let (slope, center, _) = line(logRatio)
    base = mean - slope * center
    angleWeight = logRatio == .infinity ? 0 : slope
    gradientWeight = logRatio == .infinity ? slope : slope * exp(logRatio)
  }

  /// The forecast for two exponents.
  package func callAsFunction(angle: Double, gradient: Double) -> Double {
    base + max(angleWeight * abs(angle), gradientWeight * abs(gradient))
  }
}
