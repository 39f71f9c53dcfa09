internal import Foundation
internal import Reporting
internal import SignalPropagation

/// Tables and numbers of how deep fully connected networks may be.
struct NetworkTrainabilityFindings {
  private let result: NetworkTrainability
  private var spec: TrainabilityStudy.Networks { result.spec }

  init(_ result: NetworkTrainability) { self.result = result }

  func record(into recorder: inout Recorder) {
    recorder.record(
      runs, as: "network-runs",
      says: "one row a training of a fully connected network; chosen: at the best rate of its cell and seed")
    recorder.record(
      cells, as: "networks", says: "test accuracy by σ_w² and depth, mean over seeds at the best rates")
    recorder.record(
      depths, as: "network-depths",
      says:
        "the depth at which accuracy falls half-way to chance (inf: not in the range, 0: before it), beside ξ_c"
    )
    let columns = result.columns
    recorder.record(
      Correlation.spearman(columns.map(\.depth), columns.map(\.phase.correlationDepth)),
      as: "networks.depth.rankCorrelation", says: "of the trainable depth with ξ_c, over σ_w²")
    recordFactors(columns, "networks.factor", "trainable depths over ξ_c, where measured", into: &recorder)
    recordFactors(
      columns.filter { $0.phase.phase == .ordered }, "networks.factor.ordered", "the same with χ₁ < 1",
      into: &recorder)
    recordFactors(
      columns.filter { $0.phase.phase == .chaotic }, "networks.factor.chaotic", "the same with χ₁ > 1",
      into: &recorder)
    let byScale = result.sorted { $0.phase.correlationDepth }
    let byDepth = result.sorted { _ in 1 }
    recorder.record(
      byScale.share, as: "networks.sorted",
      says: "share of networks of which L < k ξ_c, at the best k, says rightly whether they were trained")
    recorder.record(byScale.cut, as: "networks.sorted.factor", says: "that k")
    recorder.record(
      byDepth.share, as: "networks.sorted.byDepthAlone", says: "the same share of L < D, at the best D")
    recorder.record(
      result.rankCorrelation { $0.phase.correlationDepth }, as: "networks.accuracy.rankCorrelation",
      says: "of accuracy with L/ξ_c, over all networks")
    recorder.record(
      result.rankCorrelation { _ in 1 }, as: "networks.accuracy.rankCorrelationWithDepth",
      says: "of accuracy with L alone")
    let rates = result.grid
    recorder.record(
      Double(rates.outcomes.count { $0.divergence != nil }), as: "networks.diverged",
      says: "trainings whose loss became infinite, of \(rates.outcomes.count)")
  }

  private func recordFactors(
    _ columns: [NetworkTrainability.Column], _ key: String, _ says: String, into recorder: inout Recorder
  ) {
    let factors = columns.map(\.factor).filter { $0.isFinite && $0 > 0 }
    recorder.record(factors.median, as: key + ".median", says: "the median of \(says)")
    recorder.record(factors.min() ?? .nan, as: key + ".smallest", says: "the smallest of these")
    recorder.record(factors.max() ?? .nan, as: key + ".largest", says: "the largest of these")
  }

  private var runs: Table {
    var table = Table([
      .unsigned("seed"), .double("weight_variance"), .integer("depth"), .double("learning_rate"),
      .double("late_loss"), .double("test_loss"), .double("test_accuracy"), .integer("chosen"),
    ])
    let grid = result.grid
    for (cell, place) in places.enumerated() {
      for seed in grid.seeds.indices {
        let best = grid.bestRate(cell, seed)
        for rate in grid.learningRates.indices {
          let outcome = grid[cell, seed, rate]
          table.append(
            .unsigned(grid.seeds[seed]), .double(place.column.weightVariance), .integer(place.depth),
            .double(grid.learningRates[rate]), .double(outcome.lateLoss), .double(outcome.test.loss),
            .double(outcome.test.accuracy), .integer(rate == best ? 1 : 0))
        }
      }
    }
    return table
  }

  private var places: [(column: NetworkTrainability.Column, depth: Int)] {
    result.columns.flatMap { column in spec.depths.map { (column, $0) } }
  }

  private var cells: Table {
    var table = Table([
      .double("weight_variance"), .integer("depth"), .double("depth_over_xi_c"), .double("test_accuracy"),
    ])
    for column in result.columns {
      for (depth, accuracy) in zip(spec.depths, column.accuracies) {
        table.append(
          .double(column.weightVariance), .integer(depth),
          .double(Double(depth) / column.phase.correlationDepth), .double(accuracy))
      }
    }
    return table
  }

  private var depths: Table {
    var table = Table([
      .double("weight_variance"), .double("chi_1"), .double("xi_c"), .double("trainable_depth"),
      .double("factor"),
    ])
    for column in result.columns {
      table.append(
        .double(column.weightVariance), .double(column.phase.chi1), .double(column.phase.correlationDepth),
        .double(column.depth), .double(column.factor))
    }
    return table
  }
}
