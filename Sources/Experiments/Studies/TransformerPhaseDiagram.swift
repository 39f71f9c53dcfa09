internal import Foundation
internal import LinearAlgebra
package import SignalPropagation

/// The exponents of the collapsed point over α and σ_w, and the lines where they vanish.
package struct TransformerPhaseDiagram: Sendable {
  /// A point of the map.
  package struct Point: Sendable {
    package let strength, weightScale: Double
    /// λ_a and λ_g(n, L).
    package let angle, gradient: Double
  }

  /// The σ_w at which exponents vanish for one α; NaN where there is none.
  package struct Boundary: Sendable {
    package let strength: Double
    package let angle: Double
    /// λ_a as other programs define it: of the first block, entered with q = 1.
    package let firstBlockAngle: Double
    /// Of λ_g(n, L) for the study's n, and for the others in order.
    package let gradients: [Double]
  }

  package let spec: TransformerPhaseStudy.Spec
  package let map: [Point]
  package let boundaries: [Boundary]

  package init(_ spec: TransformerPhaseStudy.Spec) {
    self.spec = spec
    let strengths = spec.grid(spec.strengths)
    let scales = spec.grid(spec.weightScales)
    map = Parallel.map(strengths.count) { index in
      scales.map { scale in
        let point = CollapsedPoint(spec.initialization(strengths[index], scale))
        return Point(
          strength: strengths[index], weightScale: scale, angle: point.angleExponent,
          gradient: point.gradientExponent(tokens: spec.tokens, layers: spec.layers))
      }
    }.flatMap(\.self)
    boundaries = Parallel.map(strengths.count) { Self.boundary(spec, strengths[$0]) }
  }

  package static func boundary(_ spec: TransformerPhaseStudy.Spec, _ strength: Double) -> Boundary {
    let transformer = spec.initialization(strength, 1)
    return Boundary(
      strength: strength, angle: PhaseBoundary.angle(transformer) ?? .nan,
      firstBlockAngle: firstBlockAngle(spec, strength),
      gradients: ([spec.tokens] + spec.otherTokens).map { tokens in
        var other = transformer
        other.tokens = tokens
        return PhaseBoundary.gradient(other, layers: spec.layers) ?? .nan
      })
  }

  /// By bisection, which doubles end after sixty steps; the exponent rises with σ_w.
  private static func firstBlockAngle(_ spec: TransformerPhaseStudy.Spec, _ strength: Double) -> Double {
    func exponent(_ scale: Double) -> Double {
      CollapsedPoint(spec.initialization(strength, scale)).firstBlockAngleExponent
    }
    var (low, high) = (0.05, PhaseBoundary.largestWeightScale)
    guard exponent(low) < 0, exponent(high) > 0 else { return .nan }
    for _ in 0..<60 {
      let middle = (low * high).squareRoot()
      if exponent(middle) < 0 { low = middle } else { high = middle }
    }
    return high
  }

  /// σ_w at which χ_M = F(1) + `sum`: where both exponents vanish for α → 0.
  ///
  /// λ_a/α² tends to χ_M − F(1) − 1 and λ_T/α² to χ_M − F(1), so that λ_a vanishes with a sum of 1, and
  /// λ_g = λ_a + (λ_T − λ_a)/n + O(α⁴) with 1 − 1/n.
  package static func weakLimit(_ activation: Activation, sum: Double) -> Double {
    func excess(_ scale: Double) -> Double {
      let moments = ActivationMoments(activation, variance: scale * scale)
      return scale * scale * moments.meanSquareSlope - moments.meanSquare - sum
    }
    var (low, high) = (0.05, PhaseBoundary.largestWeightScale)
    guard excess(low) < 0, excess(high) > 0 else { return .nan }
    for _ in 0..<60 {
      let middle = (low * high).squareRoot()
      if excess(middle) < 0 { low = middle } else { high = middle }
    }
    return high
  }
}
