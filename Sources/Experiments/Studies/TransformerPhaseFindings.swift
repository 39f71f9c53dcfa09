internal import Foundation

/// What the study finds: metrics for its claims, and sentences made from the numbers.
struct TransformerPhaseFindings {
  private let theory: TransformerPhaseDiagram
  private let simulation: TransformerPhaseSimulation
  private var spec: TransformerPhaseStudy.Spec { theory.spec }

  init(_ theory: TransformerPhaseDiagram, _ simulation: TransformerPhaseSimulation) {
    (self.theory, self.simulation) = (theory, simulation)
  }

  func record(into recorder: inout Recorder) {
    recordContours(into: &recorder)
    let grid = simulation.grid
    recordComparison(grid.map(\.angle), as: "angle", into: &recorder)
    recordComparison(grid.map(\.gradient), as: "gradient", into: &recorder)
    recordComparison(simulation.angleBoundary.map(\.exponent), as: "angle.boundary", into: &recorder)
    recordComparison(simulation.gradientBoundary.map(\.exponent), as: "gradient.boundary", into: &recorder)
    let between = grid.filter { isSignificant($0.angle, below: true) && isSignificant($0.gradient) }
    recorder.record(
      Double(between.count), as: "between.simulated",
      says: "simulated transformers whose λ_a is below and whose λ_g is above 0, by four standard errors each"
    )
    let exponents = grid.map(\.angle) + grid.map(\.gradient)
    let wrong = exponents.filter { $0.theory < 0 ? isSignificant($0) : isSignificant($0, below: true) }
    recorder.record(
      Double(wrong.count), as: "wrongPhase",
      says: "simulated exponents that have, by four standard errors, another sign than the theory's")
    recorder.note(
      """
      λ_g is derived here for finite n and L, as the growth of the mean square gradient of independent readouts; the printed \
      formula of Cowsik et al. (2024) was not at hand and may differ by convention. Its contour lies apart from that of λ_a through the \
      token mean only: for n → ∞ both are the same, for L → ∞ λ_g is λ_T, which is never negative.
      """)
  }

  private func isSignificant(_ exponent: TransformerPhaseSimulation.Exponent, below: Bool = false) -> Bool {
    (below ? -1 : 1) * exponent.simulation.value > 4 * exponent.simulation.standardError
  }

  private func recordComparison(
    _ exponents: [TransformerPhaseSimulation.Exponent], as key: String, into recorder: inout Recorder
  ) {
    recorder.record(
      exponents.map { abs($0.z) }.max() ?? .nan, as: key + ".largestZ",
      says: "the largest distance from the theory in standard errors, of \(exponents.count)")
    recorder.record(
      (exponents.reduce(0) { $0 + $1.z * $1.z } / Double(exponents.count)).squareRoot(),
      as: key + ".rootMeanSquareZ", says: "their root mean square")
    recorder.record(
      exponents.map { abs($0.simulation.value - $0.theory) }.max() ?? .nan, as: key + ".largestError",
      says: "the largest distance of an exponent")
  }

  private func recordContours(into recorder: inout Recorder) {
    let gaps = theory.boundaries.map { $0.angle - $0.gradients[0] }
    recorder.record(
      gaps.min() ?? .nan, as: "contours.smallestGap",
      says: "σ_w of λ_a = 0 minus that of λ_g = 0, at its smallest over α: positive, they do not cross")
    let narrowest = zip(theory.boundaries, gaps).min { $0.1 < $1.1 }?.0.strength ?? .nan
    recorder.record(narrowest, as: "contours.narrowestStrength", says: "the α of that")
    recorder.record(
      theory.map.map { $0.gradient - $0.angle }.min() ?? .nan, as: "contours.smallestDifference",
      says: "λ_g − λ_a at its smallest on the map")
    let half = TransformerPhaseDiagram.boundary(spec, 0.5)
    for (index, tokens) in ([spec.tokens] + spec.otherTokens).enumerated() {
      recorder.record(
        half.angle - half.gradients[index], as: "contours.n\(tokens).gapAtHalf",
        says: "the same at α = 0.5, for λ_g of \(tokens) tokens")
    }
    let weak = TransformerPhaseDiagram.boundary(spec, 1e-3)
    let limits = [
      TransformerPhaseDiagram.weakLimit(spec.activation, sum: 1),
      TransformerPhaseDiagram.weakLimit(spec.activation, sum: 1 - 1 / Double(spec.tokens)),
    ]
    recorder.record(limits[0], as: "weak.angle", says: "σ_w of λ_a = 0 for α → 0: χ_M = F(1) + 1")
    recorder.record(limits[1], as: "weak.gradient", says: "that of λ_g = 0: χ_M = F(1) + 1 − 1/n")
    recorder.record(
      max(abs(weak.angle - limits[0]), abs(weak.gradients[0] - limits[1])), as: "weak.largestError",
      says: "distance of the contours at α = 0.001 from these limits")
  }
}
