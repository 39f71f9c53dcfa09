internal import Foundation
internal import LinearAlgebra
package import SignalPropagation

/// What becomes of transformers in training, beside the two exponents of their initialisations.
package struct TransformerTrainability: Sendable {
  /// An initialisation.
  package struct Point: Sendable {
    package let initialization: TransformerInitialization
    package let collapsed: CollapsedPoint
    /// λ_g(n, L) of the collapsed point.
    package let gradient: Double
    /// (1/L) log(u₀/u_L) along the forward trajectory of uncorrelated tokens of length 1.
    package let gradientFromInput: Double
    /// λ_a.
    package var angle: Double { collapsed.angleExponent }
  }

  package let spec: TrainabilityStudy.Transformers
  package let grid: TrainingGrid
  package let points: [Point]

  package init(_ spec: TrainabilityStudy.Transformers, _ grid: TrainingGrid) {
    self.spec = spec
    self.grid = grid
    let initializations = spec.initializations
    points = Parallel.map(initializations.count) { index in
      let initialization = initializations[index]
      let collapsed = CollapsedPoint(initialization)
      let trajectory = SignalTrajectory(
        BlockMap(initialization), from: TokenGeometry(length: 1, correlation: 0), layers: spec.layers)
      return Point(
        initialization: initialization, collapsed: collapsed,
        gradient: collapsed.gradientExponent(tokens: spec.tokens, layers: spec.layers),
        gradientFromInput: trajectory.gradientExponent)
    }
  }

  /// Trains all transformers.
  ///
  /// - Throws: `Interruption`.
  package static func train(_ study: TrainabilityStudy.Spec, _ recorder: inout Recorder) throws
    -> TrainingGrid
  {
    let spec = study.transformers
    let initializations = spec.initializations
    let data = study.seeds.map { seed in
      (spec.sequences("training", spec.batch * spec.steps, seed), spec.sequences("test", spec.tests, seed))
    }
    return try TrainingGrid(
      cells: initializations.count, seeds: study.seeds, optimizer: spec.optimizer,
      learningRates: spec.learningRates, work: { _ in spec.work }, "transformers", &recorder
    ) { cell, seed, rule in
      func classifier(_ sequences: RankedTokens) -> TransformerClassifier {
        TransformerClassifier(
          initializations[cell], hiddenWidth: spec.width, layers: spec.layers, tokens: sequences.tokens,
          labels: sequences.labels, classes: spec.parts)
      }
      let (training, test) = data[study.seeds.firstIndex(of: seed) ?? 0]
      return TrainingOutcome(
        classifier(training), test: classifier(test), seed: seed, rule, batch: spec.batch, steps: spec.steps)
    }
  }

  /// log of the number of parts: the loss of an answer that knows nothing.
  package var chance: Double { log(Double(spec.parts)) }

  /// The final test loss of one training; chance if it is larger, or training diverged.
  package func loss(_ cell: Int, _ seed: Int, rate: Int?) -> Double {
    let loss = grid.outcome(cell, seed, rate: rate).test.loss
    return loss < chance ? loss : chance
  }

  /// The mean over seeds of the final test loss, by initialisation; for nil each training at its best rate.
  package func losses(rate: Int?) -> [Double] {
    points.indices.map { cell in grid.seeds.indices.map { loss(cell, $0, rate: rate) }.mean }
  }

  /// The correlation of the losses of one seed with those of another, in the mean over pairs: what a forecast of
  /// single runs from the initialisation alone can reach.
  package func seedCorrelation(rate: Int?) -> Double {
    let bySeed = grid.seeds.indices.map { seed in points.indices.map { loss($0, seed, rate: rate) } }
    return bySeed.indices.flatMap { second in
      (0..<second).map { Correlation.pearson(bySeed[$0], bySeed[second]) }
    }.mean
  }
}
