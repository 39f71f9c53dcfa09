internal import Attention
internal import Foundation
internal import LinearAlgebra
internal import Optimizers
internal import TeacherStudent

/// What the attribution finds: metrics for its claims, and sentences made from the numbers.
struct AttributionFindings {
  let spec: AttributionStudy.Spec
  let terms: [AttributedProblem]
  let growth: [AttributedProblem]
  let descents: [AttributedDescent]

  func record(into recorder: inout Recorder) {
    recordTheorems(into: &recorder)
    recordForecast(into: &recorder)
    recordWeakestDirection(into: &recorder)
    recordGrowth(into: &recorder)
    recordSteps(into: &recorder)
  }

  private var all: [AttributedProblem] { terms + growth + descents.map(\.problem) }

  private func text(_ value: Double, _ digits: Int = 2) -> String { String(format: "%.\(digits)f", value) }

  /// What holds on every problem, whatever its data.
  private func recordTheorems(into recorder: inout Recorder) {
    recorder.record(Double(all.count), as: "problems", says: "problems whose condition number was split")
    recorder.record(
      all.map(\.attribution.sumError).max() ?? .nan, as: "largestSumError",
      says: "largest difference between the sum of the five terms and log10 κ(G)")
    recorder.record(
      all.map(\.attribution.temperature).min() ?? .nan, as: "smallestTemperature",
      says: "smallest temperature term")
    recorder.record(
      all.map(\.attribution.valueSpike).min() ?? .nan, as: "smallestValueSpike",
      says: "smallest value-spike term")
    let excess = all.map { abs($0.attribution.keys) - $0.attribution.log10SquaredKeyConditionNumber }
    recorder.record(
      excess.max() ?? .nan, as: "largestKeysExcess",
      says: "largest |keys term| less log10 κ(W)²; not positive but for rounding")
  }

  private func recordForecast(into recorder: inout Recorder) {
    let pairs = terms.compactMap { problem in
      problem.forecast.map { (problem.attribution.log10ComplementConditionNumber, $0) }
    }
    let gaps = AttributionTables.cells(terms).map { cell in
      cell.map {
        $0.attribution.log10ComplementConditionNumber - ($0.forecast?.log10ConditionNumber ?? .nan)
      }.mean
    }
    let inside = pairs.count { abs($0 - $1.log10ConditionNumber) <= 2 * $1.standardDeviation }
    recorder.record(
      gaps.map(abs).max() ?? .nan, as: "wishart.largestMeanGap",
      says: "largest distance of log10 κ(M_⊥) from its forecast, both means over the seeds of a cell")
    recorder.record(
      Double(inside) / Double(pairs.count), as: "wishart.shareWithinTwoDeviations",
      says:
        "share of single problems within two of the forecast's standard deviations; 0.95 if all were normal")
    recorder.note(
      """
      κ(M_⊥) is foretold from the |J_i u_i| alone to \(text(gaps.map(abs).max() ?? .nan)) decades in the mean over the \
      seeds of every cell; \(inside) of \(pairs.count) single problems lie within two standard deviations of the forecast.
      """)
  }

  private func recordWeakestDirection(into recorder: inout Recorder) {
    for cell in AttributionTables.cells(terms) {
      let data = cell[0].data
      let key = "\(data.keys.rawValue).n\(data.tokens).ratio\(String(format: "%g", data.teacherRatio))"
      func mean(_ value: (AttributedProblem) -> Double) -> Double { cell.map(value).mean }
      recorder.record(
        mean(\.attribution.log10ConditionNumber), as: "\(key).log10ConditionNumber", says: "mean log10 κ(G)")
      recorder.record(
        mean(\.attribution.weakestAlongPrompt), as: "\(key).weakestAlongPrompt",
        says: "mean cos² of the weakest direction with p*")
      let terms = cell[0].attribution.terms.indices.map { k in
        "\(cell[0].attribution.terms[k].name) \(text(mean { $0.attribution.terms[k].log10 }))"
      }
      recorder.note(
        """
        \(data.keys.rawValue) keys, n = \(data.tokens), d = \(data.dimension), ratio \
        \(String(format: "%.3g", data.teacherRatio)): log10 κ(G) = \
        \(text(mean(\.attribution.log10ConditionNumber))) = \(terms.joined(separator: " + ")); κ(W)² \
        \(text(mean(\.attribution.log10SquaredKeyConditionNumber))); the weakest direction has cos² \
        \(text(mean(\.attribution.weakestAlongPrompt))) with p*.
        """)
    }
  }

  private func recordGrowth(into recorder: inout Recorder) {
    for growth in AttributionGrowth.all(growth) {
      let names = ["conditionNumber", "largestEigenvalue", "smallestEigenvalue", "sensitivitySpread"]
      let key = "growth.N\(growth.samples)"
      for (name, fit) in zip(names, growth.fits) {
        recorder.record(
          fit.slope, as: "\(key).\(name)Exponent", says: "slope of its log10 against log10 |p|")
      }
      let fit = growth.fitAgainstRatio
      recorder.record(
        fit.slope, as: "\(key).decadesPerDecade", says: "slope of log10 κ(G) against the mean log10 ratio")
      recorder.record(fit.determination, as: "\(key).linearity", says: "R² of that line")
      let spread = growth.spreadAgainstRatio
      recorder.record(
        fit.slope - spread.slope, as: "\(key).excessOverSensitivitySpread",
        says: "that slope less the slope of 2 log10 of the largest over the d-th largest |J_i u_i|")
      // Whichever line is the straighter says what κ(G) is a power of.
      let isPowerOfPrompt = growth.fits[0].determination > fit.determination
      recorder.note(
        """
        N = \(growth.samples), d = \(spec.dimension), orthogonal keys: κ(G) is a power of \
        \(isPowerOfPrompt ? "|p|" : "the ratio"). Slopes: κ(G) ~ |p|^\(text(growth.fits[0].slope)), \
        λmax ~ |p|^\(text(growth.fits[1].slope)), λmin ~ |p|^\(text(growth.fits[2].slope)) \
        (R² \(growth.fits.prefix(3).map { text($0.determination, 3) }.joined(separator: ", "))); log10 κ(G) grows by \
        \(text(fit.slope, 3)) a decade of the ratio (R² \(text(fit.determination, 3))), the spread of the d largest \
        |J_i u_i|² by \(text(spread.slope, 3)).
        """)
    }
  }

  private func recordSteps(into recorder: inout Recorder) {
    guard !descents.isEmpty else { return }
    let arrived = descents.filter { $0.steps != nil }
    recorder.record(Double(descents.count), as: "steps.runs", says: "descents")
    recorder.record(
      Double(descents.count - arrived.count), as: "steps.censored",
      says:
        "descents that did not reach \(spec.descent.target) within \(spec.descent.steps) steps at any rate")
    recorder.record(
      Double(arrived.count { !$0.isInterior }), as: "steps.bestRatesAtGridEdge",
      says: "descents whose best rate stands at the edge of the extended grid")
    let rows = StepPredictors.correlations(descents)
    for row in rows {
      recorder.record(row.pooled, as: "steps.\(row.name).pooled", says: "correlation with log10 steps")
      recorder.record(
        row.withinCells, as: "steps.\(row.name).withinCells",
        says: "the same about the means of each d and ratio")
      recorder.record(row.rank, as: "steps.\(row.name).rank", says: "of ranks, over all runs")
    }
    guard let own = rows.first, arrived.count > 2 else { return }
    func lead(_ value: (StepPredictors.Correlations) -> Double) -> Double {
      abs(value(own)) - (rows.dropFirst().map { abs(value($0)) }.max() ?? .nan)
    }
    recorder.record(
      lead(\.pooled), as: "steps.leadOfConditionNumber.pooled",
      says: "|correlation| of log10 κ(G) less that of the next best number")
    recorder.record(lead(\.withinCells), as: "steps.leadOfConditionNumber.withinCells", says: "within cells")
    recorder.record(lead(\.rank), as: "steps.leadOfConditionNumber.rank", says: "of ranks, over all runs")
    let fit = LinearFit(
      arrived.map(\.problem.attribution.log10ConditionNumber), StepPredictors.log10Steps(arrived))
    recorder.record(fit.slope, as: "steps.slope", says: "slope of log10 steps against log10 κ(G)")
    recorder.record(fit.intercept, as: "steps.intercept", says: "its intercept")
    let ranking = rows.sorted { abs($0.pooled) > abs($1.pooled) }.map {
      "\($0.name) \(text($0.pooled)) / \(text($0.withinCells)) / \(text($0.rank))"
    }
    recorder.note(
      """
      Correlation with the log10 of gradient descent's steps to \(spec.descent.target), pooled / within cells of \
      d and ratio / of ranks: \(ranking.joined(separator: ", ")). \(arrived.count) of \(descents.count) runs arrived \
      within \(spec.descent.steps) steps: the first two coefficients are theirs, in the third the others share the last \
      place. log10 steps ≈ \(text(fit.slope)) log10 κ(G) + \(text(fit.intercept)).
      """)
  }
}
