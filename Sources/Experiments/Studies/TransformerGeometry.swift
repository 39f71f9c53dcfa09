internal import Foundation
internal import LinearAlgebra
package import SignalPropagation

/// What the theory says of the study's transformers, and what simulated ones do.
package struct TransformerGeometry: Sendable {
  /// What is compared.
  package enum Quantity: String, CaseIterable, Sendable {
    case length, correlation
    case gradientLength = "gradient-length"
    case gradientOverlap = "gradient-overlap"
  }

  /// One number of the theory beside its simulation.
  package struct Comparison: Sendable {
    package let name: String
    package let width: Int
    package let samples: Int
    package let block: Int
    package let quantity: Quantity
    package let theory: Double
    package let simulation: SampleMean
    /// The samples' 10 % and 90 % quantiles.
    package let low, high: Double
    /// The simulation's distance from the theory in standard errors.
    package var z: Double { simulation.deviation(from: theory) }
  }

  /// Attention alone with one σ_A at one width.
  package struct Collapse: Sendable {
    package let scale: Double
    package let width: Int
    /// 1 − c by block.
    package let theory: [Double]
    package let simulation: [SampleMean]
    /// Steps of a sample, and those in which its 1 − c did not decrease.
    package let steps, increases: Int
    /// The rate of 1 − c near the collapse, per block.
    package let rate: SampleMean
    /// Blocks in which the samples' mean did not decrease.
    package var meanIncreases: Int {
      zip(simulation, simulation.dropFirst()).count { !($1.value < $0.value) }
    }
  }

  /// A point of a block map.
  package struct FieldPoint: Sendable {
    package let name: String
    package let before, after: TokenGeometry
  }

  package let spec: TransformerGeometryStudy.Spec
  package let comparisons: [Comparison]
  package let collapses: [Collapse]
  package let field: [FieldPoint]

  package init(_ spec: TransformerGeometryStudy.Spec, _ recorder: inout Recorder) throws {
    self.spec = spec
    recorder.expect(
      work: zip(spec.widths, spec.samples).reduce(0) {
        $0 + TransformerEnsemble.work(width: $1.0, samples: $1.1)
      })
    let caseRuns = spec.cases.map { entry in
      TransformerEnsemble.Run(
        entry.initialization(tokens: spec.tokens),
        from: TokenGeometry(length: 1, correlation: entry.correlation), readout: entry.readout)
    }
    let starts = [
      TokenGeometry(length: 1, correlation: spec.aloneCorrelation),
      TokenGeometry(length: 1, gap: spec.collapsedDissimilarity),
    ]
    let aloneRuns = spec.aloneScales.flatMap { scale in
      starts.map { TransformerEnsemble.Run(spec.alone(scale, spec.tokens), from: $0) }
    }
    let theories = (caseRuns + aloneRuns).map { run in
      SignalTrajectory(
        BlockMap(run.initialization), from: run.start, layers: spec.layers, readout: run.readout.geometry)
    }
    var comparisons: [Comparison] = []
    var collapses: [Collapse] = []
    for (width, samples) in zip(spec.widths, spec.samples) {
      let ensemble = try TransformerEnsemble(
        caseRuns + aloneRuns, width: width, layers: spec.layers, samples: samples, seed: spec.seed, &recorder)
      for (index, entry) in spec.cases.enumerated() {
        comparisons += Self.compare(entry, theories[index], ensemble.signals[index], width: width)
      }
      for (index, scale) in spec.aloneScales.enumerated() {
        let place = caseRuns.count + 2 * index
        collapses.append(
          Self.collapse(
            scale, theories[place], ensemble.signals[place], ensemble.signals[place + 1], width: width))
      }
    }
    self.comparisons = comparisons
    self.collapses = collapses
    field = Self.field(spec)
  }

  private static func compare(
    _ entry: TransformerGeometryStudy.Case, _ theory: SignalTrajectory, _ signals: [RandomTransformer.Signal],
    width: Int
  ) -> [Comparison] {
    theory.tokens.indices.flatMap { block in
      let tokens = signals.map { $0.tokens[block] }
      let gradients = signals.map { $0.gradients[block] }
      let lengths = tokens.map(\.length)
      let gap = SampleMean(tokens.map(\.gap), over: lengths)
      func comparison(
        _ quantity: Quantity, _ theory: Double, _ simulation: SampleMean, _ values: [Double]
      ) -> Comparison {
        Comparison(
          name: entry.name, width: width, samples: signals.count, block: block, quantity: quantity,
          theory: theory, simulation: simulation, low: values.quantile(0.1), high: values.quantile(0.9))
      }
      let (forward, backward) = (theory.tokens[block], theory.gradients[block])
      return [
        comparison(.length, forward.length, SampleMean(lengths), lengths),
        comparison(
          .correlation, forward.correlation,
          SampleMean(value: 1 - gap.value, standardError: gap.standardError), tokens.map(\.correlation)),
        comparison(
          .gradientLength, backward.length, SampleMean(gradients.map(\.length)), gradients.map(\.length)),
        comparison(
          .gradientOverlap, backward.overlap, SampleMean(gradients.map(\.overlap)), gradients.map(\.overlap)),
      ]
    }
  }

  private static func collapse(
    _ scale: Double, _ theory: SignalTrajectory, _ signals: [RandomTransformer.Signal],
    _ late: [RandomTransformer.Signal], width: Int
  ) -> Collapse {
    let steps = signals.flatMap { zip($0.tokens, $0.tokens.dropFirst()) }
    return Collapse(
      scale: scale, width: width, theory: theory.tokens.map(\.dissimilarity),
      simulation: theory.tokens.indices.map { block in
        SampleMean(signals.map { $0.tokens[block].gap }, over: signals.map { $0.tokens[block].length })
      },
      steps: steps.count, increases: steps.count { !($1.dissimilarity < $0.dissimilarity) },
      rate: SampleMean(late.map(\.angleExponent)))
  }

  private static func field(_ spec: TransformerGeometryStudy.Spec) -> [FieldPoint] {
    spec.cases.filter { spec.fields.contains($0.name) }.flatMap { entry in
      let map = BlockMap(entry.initialization(tokens: spec.tokens))
      let count = spec.fieldPoints
      return Parallel.map(count * count) { index in
        let correlation = Double(index / count) / Double(count - 1)
        let length = Double(index % count + 1) / Double(count)
        let before = TokenGeometry(length: length, correlation: correlation)
        return FieldPoint(name: entry.name, before: before, after: map.step(before).output)
      }
    }
  }
}
