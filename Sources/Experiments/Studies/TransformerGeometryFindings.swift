internal import Foundation
internal import SignalPropagation

/// What the study finds: metrics for its claims, and sentences made from the numbers.
struct TransformerGeometryFindings {
  private let result: TransformerGeometry
  private var spec: TransformerGeometryStudy.Spec { result.spec }

  init(_ result: TransformerGeometry) { self.result = result }

  func record(into recorder: inout Recorder) {
    for width in spec.widths { recordComparison(width, into: &recorder) }
    recordCollapse(into: &recorder)
    for point in result.fixedPoints {
      let key = "\(point.name).\(point.tokens.gap == 0 ? "collapsed" : "simplex")"
      recorder.record(point.tokens.length, as: key + ".length", says: "q of the fixed point")
      recorder.record(point.tokens.correlation, as: key + ".correlation", says: "c of the fixed point")
      recorder.record(point.isStable ? 1 : 0, as: key + ".stable", says: "1 if it attracts")
    }
    recorder.note(
      """
      The theory was derived for the model as stated, of which the scale of W₂, the definition of σ_A and the two \
      conventions of the residual were taken from other people's programs: the printed equations of Cowsik et al. (2024) were not \
      at hand.
      """)
  }

  private func recordComparison(_ width: Int, into recorder: inout Recorder) {
    let all = result.comparisons.filter { $0.width == width && $0.block > 0 }
    for quantity in TransformerGeometry.Quantity.allCases {
      let part = all.filter { $0.quantity == quantity }
      let key = "d\(width).\(quantity.rawValue)"
      recorder.record(
        part.map { abs($0.z) }.max() ?? .nan, as: key + ".largestZ",
        says:
          "the largest distance from the theory in standard errors, of \(part.count) in all cases and blocks")
      recorder.record(
        (part.reduce(0) { $0 + $1.z * $1.z } / Double(part.count)).squareRoot(), as: key + ".rootMeanSquareZ",
        says: "their root mean square")
      recorder.record(
        part.map { abs($0.simulation.value / $0.theory - 1) }.max() ?? .nan, as: key + ".largestError",
        says: "the largest relative distance")
      recorder.record(
        part.map { abs($0.simulation.value - $0.theory) / $0.theory }.median, as: key + ".medianError",
        says: "the median relative distance")
    }
  }

  private func recordCollapse(into recorder: inout Recorder) {
    recorder.record(
      TransformerGeometry.smallestAttraction(
        tokens: [2, 16, 64], scales: spec.aloneScales, correlations: [0, 0.1, 0.3, 0.6, 0.9, 0.99]),
      as: "alone.smallestAttraction",
      says:
        "c(1 − S₂) + S₁₁ at its smallest over n = 2, 16, 64 and c from 0 to 0.99: positive means closer tokens"
    )
    for width in spec.widths {
      let part = result.collapses.filter { $0.width == width }
      recorder.record(
        Double(part.reduce(0) { $0 + $1.steps }), as: "d\(width).alone.steps",
        says: "blocks of attention alone, over all σ_A and samples")
      recorder.record(
        Double(part.reduce(0) { $0 + $1.increases }), as: "d\(width).alone.increases",
        says: "those of them that took the tokens of a sample apart")
      recorder.record(
        Double(part.reduce(0) { $0 + $1.meanIncreases }), as: "d\(width).alone.meanIncreases",
        says: "blocks in which the mean of 1 − c over the samples did not decrease")
    }
    recorder.record(result.collapseRate, as: "alone.rate", says: "log(1 − α_A²)")
    recorder.record(
      result.collapses.map { abs($0.rate.deviation(from: result.collapseRate)) }.max() ?? .nan,
      as: "alone.rate.largestZ", says: "of the simulated rates near the collapse, in standard errors")
    recorder.record(
      result.collapses.map { abs($0.rate.value - result.collapseRate) }.max() ?? .nan,
      as: "alone.rate.largestError", says: "their largest distance from it")
  }
}
