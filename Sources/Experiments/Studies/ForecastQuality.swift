internal import Foundation
internal import LinearAlgebra
internal import Randomness

/// How good a forecast of losses is, and how good it would be by chance.
package struct ForecastQuality: Equatable, Sendable {
  /// The fit's own, of its forecasts with the losses; NaN for a forecast that is constant.
  package let correlation: Double
  /// The same of ranks.
  package let rankCorrelation: Double
  /// 1 − Σ(y − ŷ)²/Σ(y − ȳ)² where ŷ and ȳ of a loss are fitted to all others: at most 1, and below 0 if the forecast
  /// is worse than a mean.
  package let leaveOneOut: Double

  /// Judges a kind of forecast.
  ///
  /// - Parameter fit: Fits to the losses of some indices, and forecasts another one.
  package init(_ losses: [Double], fit: (_ indices: [Int]) -> (Int) -> Double) {
    let all = Array(losses.indices)
    let forecasts = all.map(fit(all))
    correlation = Correlation.pearson(forecasts, losses)
    rankCorrelation = Correlation.spearman(forecasts, losses)
    let residuals = Parallel.map(losses.count) { left in
      let others = all.filter { $0 != left }
      let mean = others.map { losses[$0] }.mean
      return (losses[left] - fit(others)(left), losses[left] - mean)
    }
    leaveOneOut =
      1 - residuals.reduce(0) { $0 + $1.0 * $1.0 } / residuals.reduce(0) { $0 + $1.1 * $1.1 }
  }

  /// The correlations of the same forecast, fitted to losses in random orders.
  package static func permuted(
    _ losses: [Double], times: Int, seed: UInt64, fit: (_ losses: [Double]) -> [Double]
  ) -> [Double] {
    let stream = RandomStream(seed: seed, name: "permuted losses")
    return Parallel.map(times) { index in
      var draws = stream.substream("\(index)")
      let shuffled = draws.permutation(losses.count).map { losses[$0] }
      let correlation = Correlation.pearson(fit(shuffled), shuffled)
      return correlation.isNaN ? 0 : correlation
    }
  }
}
