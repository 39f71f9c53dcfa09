internal import Foundation
internal import LinearAlgebra
internal import SignalPropagation

/// The exponents of random transformers whose tokens begin near the collapsed point.
package struct TransformerPhaseSimulation: Sendable {
  /// An exponent beside its theory.
  package struct Exponent: Sendable {
    package let theory: Double
    package let simulation: SampleMean
    package var z: Double { simulation.deviation(from: theory) }

    /// (1/L) log of a mean factor.
    init(theory: Double, factor: SampleMean, layers: Int) {
      self.theory = theory
      let depth = Double(layers)
      simulation = SampleMean(
        value: log(factor.value) / depth, standardError: factor.standardError / factor.value / depth)
    }
  }

  /// One transformer.
  package struct Point: Sendable {
    package let strength, weightScale: Double
    package let angle, gradient: Exponent
  }

  /// A point of a theoretical zero contour.
  package struct BoundaryPoint: Sendable {
    package let strength, weightScale: Double
    /// Of the theory, which is 0 there.
    package let exponent: Exponent
    /// By σ_w.
    package let slope: Double
    /// Where the simulation's exponent vanishes, to first order.
    package var simulated: SampleMean {
      SampleMean(
        value: weightScale - exponent.simulation.value / slope,
        standardError: exponent.simulation.standardError / abs(slope))
    }
  }

  package let spec: TransformerPhaseStudy.Spec
  package let grid: [Point]
  package let angleBoundary: [BoundaryPoint]
  package let gradientBoundary: [BoundaryPoint]

  package init(_ spec: TransformerPhaseStudy.Spec, _ recorder: inout Recorder) throws {
    self.spec = spec
    let grid = spec.simulatedStrengths.flatMap { strength in
      spec.simulatedWeightScales.map { (strength, $0) }
    }
    let boundaries = spec.simulatedStrengths.map { TransformerPhaseDiagram.boundary(spec, $0) }
    // Far contours are left out: there is no map around them.
    func reached(_ scale: (TransformerPhaseDiagram.Boundary) -> Double) -> [(Double, Double)] {
      boundaries.map { ($0.strength, scale($0)) }.filter { $0.1 <= spec.weightScales[1] }
    }
    let angles = reached(\.angle)
    let gradients = reached { $0.gradients[0] }
    let places = grid + angles + gradients
    recorder.expect(work: TransformerEnsemble.work(width: spec.width, samples: spec.samples))
    let ensemble = try TransformerEnsemble(
      places.map { strength, weightScale in
        let initialization = spec.initialization(strength, weightScale)
        let length = CollapsedPoint(initialization).length
        return TransformerEnsemble.Run(
          initialization, from: TokenGeometry(length: length, gap: spec.dissimilarity * length))
      }, width: spec.width, layers: spec.layers, samples: spec.samples, seed: spec.seed, &recorder)
    let points = zip(places, ensemble.signals).map { Self.point(spec, $0.0, $0.1, $1) }
    self.grid = Array(points[..<grid.count])
    angleBoundary = points[grid.count...].prefix(angles.count).map { point in
      BoundaryPoint(
        strength: point.strength, weightScale: point.weightScale, exponent: point.angle,
        slope: Self.slope(spec, point) { $0.angleExponent })
    }
    gradientBoundary = points.suffix(gradients.count).map { point in
      BoundaryPoint(
        strength: point.strength, weightScale: point.weightScale, exponent: point.gradient,
        slope: Self.slope(spec, point) {
          $0.gradientExponent(tokens: spec.tokens, layers: spec.layers)
        })
    }
  }

  private static func point(
    _ spec: TransformerPhaseStudy.Spec, _ strength: Double, _ weightScale: Double,
    _ signals: [RandomTransformer.Signal]
  ) -> Point {
    let theory = CollapsedPoint(spec.initialization(strength, weightScale))
    let last = spec.layers
    // 1 − c of the mean gap and the mean length, which are what the theory speaks of.
    let collapse = SampleMean(
      signals.map { $0.tokens[last].gap }, over: signals.map { $0.tokens[last].length })
    let growth = SampleMean(
      value: collapse.value / spec.dissimilarity, standardError: collapse.standardError / spec.dissimilarity)
    let gradient = SampleMean(
      signals.map { $0.gradients[last].length }, over: signals.map { $0.gradients[0].length })
    return Point(
      strength: strength, weightScale: weightScale,
      angle: Exponent(theory: theory.angleExponent, factor: growth, layers: last),
      gradient: Exponent(
        theory: theory.gradientExponent(tokens: spec.tokens, layers: last), factor: gradient, layers: last))
  }

  /// The derivative of an exponent of the theory by σ_w.
  private static func slope(
    _ spec: TransformerPhaseStudy.Spec, _ point: Point, _ exponent: (CollapsedPoint) -> Double
  ) -> Double {
    let step = 1e-4
    func value(_ weightScale: Double) -> Double {
      exponent(CollapsedPoint(spec.initialization(point.strength, weightScale)))
    }
    return (value(point.weightScale + step) - value(point.weightScale - step)) / (2 * step)
  }
}
