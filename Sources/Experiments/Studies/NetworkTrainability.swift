internal import Foundation
internal import LinearAlgebra
internal import Reporting
package import SignalPropagation

/// How deep a fully connected network may be and still learn, beside the depth over which it forgets.
package struct NetworkTrainability: Sendable {
  /// A weight variance.
  package struct Column: Sendable {
    package let weightVariance: Double
    /// ξ_c, χ₁ and the depth over which correlations are forgotten.
    package let phase: NetworkPhase
    /// Mean over seeds at each depth, each at its best rate.
    package let accuracies: [Double]
    /// The depth at which accuracy falls half-way to chance: infinite if it never does, 0 if it is always below.
    package let depth: Double
    /// That in units of ξ_c.
    package var factor: Double { depth / phase.correlationDepth }
  }

  package let spec: TrainabilityStudy.Networks
  package let grid: TrainingGrid
  package let columns: [Column]

  package init(_ spec: TrainabilityStudy.Networks, _ grid: TrainingGrid) {
    self.spec = spec
    self.grid = grid
    columns = spec.weightVariances.values.enumerated().map { index, variance in
      let accuracies = spec.depths.indices.map { depth in
        grid.seeds.indices.map {
          grid.outcome(index * spec.depths.count + depth, $0, rate: nil).test.accuracy
        }.mean
      }
      return Column(
        weightVariance: variance, phase: NetworkPhase(spec.network(variance)), accuracies: accuracies,
        depth: Self.depth(accuracies, spec.depths, threshold: spec.threshold))
    }
  }

  /// Trains all networks.
  ///
  /// - Throws: `Interruption`.
  package static func train(_ study: TrainabilityStudy.Spec, _ recorder: inout Recorder) throws
    -> TrainingGrid
  {
    let spec = study.networks
    let variances = spec.weightVariances.values
    let data = study.seeds.map { seed in
      (spec.points("training", spec.batch * spec.steps, seed), spec.points("test", spec.tests, seed))
    }
    let lengths = variances.map { spec.network($0).fixedLength.squareRoot() }
    return try TrainingGrid(
      cells: variances.count * spec.depths.count, seeds: study.seeds, optimizer: spec.optimizer,
      learningRates: spec.learningRates, work: { spec.work(depth: spec.depths[$0 % spec.depths.count]) },
      "networks", &recorder
    ) { cell, seed, rule in
      let (column, depth) = (cell / spec.depths.count, spec.depths[cell % spec.depths.count])
      func classifier(_ points: LabelledPoints) -> MLPClassifier {
        MLPClassifier(
          spec.network(variances[column]), layers: depth, inputs: points.points(ofLength: lengths[column]),
          labels: points.labels, classes: spec.classes)
      }
      let (training, test) = data[study.seeds.firstIndex(of: seed) ?? 0]
      return TrainingOutcome(
        classifier(training), test: classifier(test), seed: seed, rule, batch: spec.batch, steps: spec.steps)
    }
  }

  /// The deepest depth at or above the threshold, and on towards the next one by the logarithm.
  static func depth(_ accuracies: [Double], _ depths: [Int], threshold: Double) -> Double {
    guard let last = accuracies.lastIndex(where: { $0 >= threshold }) else { return 0 }
    guard last + 1 < depths.count else { return .infinity }
    let share = (accuracies[last] - threshold) / (accuracies[last] - accuracies[last + 1])
    return Double(depths[last]) * pow(Double(depths[last + 1]) / Double(depths[last]), share)
  }

  /// The share of cells of which a cut says rightly whether they were trained, at the best place of the cut.
  ///
  /// - Parameter scale: L over this is to be below the cut where a network was trained.
  package func sorted(by scale: (Column) -> Double) -> (cut: Double, share: Double) {
    let cells = columns.flatMap { column in
      zip(spec.depths, column.accuracies).map {
        (ratio: Double($0) / scale(column), isTrained: $1 >= spec.threshold)
      }
    }
    var best = (cut: 0.0, share: 0.0)
    let ratios = Set(cells.map(\.ratio)).sorted()
    for (ratio, next) in zip([0] + ratios, ratios + [(ratios.last ?? 1) * 2]) {
      let right = cells.count { ($0.ratio <= ratio) == $0.isTrained }
      let share = Double(right) / Double(cells.count)
      if share > best.share { best = ((max(ratio, next / 2) * next).squareRoot(), share) }
    }
    return best
  }

  /// The rank correlation of accuracy with L over a scale, over all cells.
  package func rankCorrelation(by scale: (Column) -> Double) -> Double {
    Correlation.spearman(
      columns.flatMap { column in spec.depths.map { Double($0) / scale(column) } },
      columns.flatMap(\.accuracies))
  }
}
