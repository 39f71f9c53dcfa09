internal import Foundation
internal import LinearAlgebra
internal import SignalPropagation

/// Forecasts of the final test loss from initialisations, by what they are made of.
package struct LossForecasts: Sendable {
  /// What a forecast knows.
  package enum Kind: String, CaseIterable, Sendable {
    /// w₀ + max(w_a|λ_a|, w_g|λ_g|).
    case exponents
    /// The same with λ_a of the first block, as other people's programs define it.
    case firstBlock = "first-block"
    /// The same with λ_g along the trajectory from the input.
    case fromInput = "from-input"
    /// w₀ + w_a|λ_a|.
    case angle
    /// w₀ + w_g|λ_g|.
    case gradient
    /// A line in α_A, α_M and log σ_w: four constants and no theory.
    case scales
  }

  /// A forecast and how good it is.
  package struct Forecast: Sendable {
    package let kind: Kind
    /// The fit; nil for ``Kind/scales``.
    package let fit: ExponentFit?
    package let forecasts: [Double]
    package let quality: ForecastQuality
  }

  /// The losses.
  package let losses: [Double]
  /// One of each kind.
  package let forecasts: [Forecast]
  /// Correlations of ``Kind/exponents`` fitted to permuted losses.
  package let permuted: [Double]

  package init(_ points: [TransformerTrainability.Point], losses: [Double], permutations: Int, seed: UInt64) {
    self.losses = losses
    forecasts = Kind.allCases.map { kind in
      func forecast(_ indices: [Int]) -> (fit: ExponentFit?, value: (Int) -> Double) {
        guard kind != .scales else {
          let line = Self.line(points, losses, indices)
          return (nil, line)
        }
        let fit = Self.fit(kind, points, losses, indices)
        return (fit, { fit(angle: Self.angle(kind, points[$0]), gradient: Self.gradient(kind, points[$0])) })
      }
      let whole = forecast(Array(points.indices))
      return Forecast(
        kind: kind, fit: whole.fit, forecasts: points.indices.map(whole.value),
        quality: ForecastQuality(losses) { forecast($0).value })
    }
    permuted = ForecastQuality.permuted(losses, times: permutations, seed: seed) { shuffled in
      let fit = Self.fit(.exponents, points, shuffled, Array(points.indices))
      return points.map { fit(angle: $0.angle, gradient: $0.gradient) }
    }
  }

  package subscript(kind: Kind) -> Forecast {
    guard let forecast = forecasts.first(where: { $0.kind == kind }) else {
      preconditionFailure("there is a forecast of each kind")
    }
    return forecast
  }

  private static func angle(_ kind: Kind, _ point: TransformerTrainability.Point) -> Double {
    switch kind {
    case .firstBlock: point.collapsed.firstBlockAngleExponent
    case .gradient: 0
    default: point.angle
    }
  }

  private static func gradient(_ kind: Kind, _ point: TransformerTrainability.Point) -> Double {
    switch kind {
    case .fromInput: point.gradientFromInput
    case .angle: 0
    default: point.gradient
    }
  }

  private static func fit(
    _ kind: Kind, _ points: [TransformerTrainability.Point], _ losses: [Double], _ indices: [Int]
  ) -> ExponentFit {
    ExponentFit(
      angles: indices.map { angle(kind, points[$0]) }, gradients: indices.map { gradient(kind, points[$0]) },
      losses: indices.map { losses[$0] })
  }

  private static func line(
    _ points: [TransformerTrainability.Point], _ losses: [Double], _ indices: [Int]
  ) -> (Int) -> Double {
    func row(_ index: Int) -> [Double] {
      let scales = points[index].initialization
      return [1, scales.attentionStrength, scales.mlpStrength, log(scales.weightScale)]
    }
    let matrix = Matrix(rowByRow: indices.map(row))
    let weights = try? QR(matrix).leastSquares(indices.map { losses[$0] })
    return { index in weights?.dot(row(index)) ?? .nan }
  }
}
