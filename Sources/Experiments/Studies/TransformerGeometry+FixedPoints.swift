internal import Foundation
package import SignalPropagation

extension TransformerGeometry {
  /// A fixed point of a block map.
  package struct FixedPoint: Sendable {
    package let name: String
    package let tokens: TokenGeometry
    package let isStable: Bool
    /// λ_a, of the collapsed point.
    package let angleExponent: Double
  }

  /// The collapsed points of the cases drawn as fields, and the simplexes where those are unstable.
  package var fixedPoints: [FixedPoint] {
    spec.cases.filter { spec.fields.contains($0.name) }.flatMap { entry in
      let transformer = entry.initialization(tokens: spec.tokens)
      let collapsed = CollapsedPoint(transformer)
      guard collapsed.length.isFinite else { return [FixedPoint]() }
      let exponent = collapsed.angleExponent
      let point = FixedPoint(
        name: entry.name, tokens: TokenGeometry(length: collapsed.length, gap: 0), isStable: exponent < 0,
        angleExponent: exponent)
      guard exponent > 0, let simplex = BlockMap(transformer).fixedPoint else { return [point] }
      return [
        point, FixedPoint(name: entry.name, tokens: simplex, isStable: true, angleExponent: exponent),
      ]
    }
  }

  /// log(1 − α_A²), the rate at which attention alone collapses tokens in the end, whatever σ_A.
  package var collapseRate: Double { log1p(-spec.aloneStrength * spec.aloneStrength) }

  /// The smallest c(1 − S₂) + S₁₁ over numbers of tokens, σ_A and 0 ≤ c < 1.
  ///
  /// Where it is positive attention alone brings tokens closer: 1 − c′ < 1 − c.
  package static func smallestAttraction(tokens: [Int], scales: [Double], correlations: [Double]) -> Double {
    var smallest = Double.infinity
    for n in tokens {
      for scale in scales {
        for c in correlations {
          let overlaps = AttentionOverlaps(tokens: n, scale: scale, correlation: c)
          smallest = min(smallest, c * (1 - overlaps.row) + overlaps.pair)
        }
      }
    }
    return smallest
  }
}
