internal import Foundation
internal import LinearAlgebra
internal import Reporting
internal import SignalPropagation

/// Numbers and sentences of how well exponents foretell the final loss of transformers.
struct TransformerTrainabilityFindings {
  private let result: TransformerTrainability
  /// At each learning rate, and last at the best one of each training.
  private let forecasts: [LossForecasts]

  init(_ result: TransformerTrainability, permutations: Int, seed: UInt64) {
    self.result = result
    let rates: [Int?] = result.grid.learningRates.indices.map { $0 } + [nil]
    forecasts = rates.map {
      LossForecasts(result.points, losses: result.losses(rate: $0), permutations: permutations, seed: seed)
    }
  }

  func record(into recorder: inout Recorder) {
    TransformerTrainabilityTables(result, forecasts).record(into: &recorder)
    let best = forecasts[forecasts.count - 1]
    recordForecast(best, into: &recorder)
    recordRates(into: &recorder)
    recordSides(best, into: &recorder)
    recorder.record(
      result.seedCorrelation(rate: nil), as: "transformers.seedCorrelation",
      says: "correlation of the losses of two seeds: what a forecast of single runs could reach")
    recorder.record(
      result.chance, as: "transformers.chance", says: "the loss of an answer that knows nothing")
    recorder.record(
      best.losses.min() ?? .nan, as: "transformers.lowestLoss", says: "the lowest final test loss")
    recorder.record(
      Double(result.grid.outcomes.count { !($0.test.loss < result.chance) }),
      as: "transformers.notBelowChance",
      says:
        "of \(result.grid.outcomes.count) trainings, counted with the loss of chance: not below it, or diverged"
    )
    recorder.note(
      """
      The forecast w₀ + max(w_a|λ_a|, w_g|λ_g|) is the form of Cowsik et al. (2024); λ_g(n, L) and λ_a are derived here from the model, \
      since the paper's printed formulas were not at hand, and may differ by convention. Its authors trained a vision transformer on \
      images; trained here are small transformers on sorting, for \(result.spec.steps) steps.
      """)
  }

  private func recordForecast(_ best: LossForecasts, into recorder: inout Recorder) {
    let both = best[.exponents]
    recorder.record(
      both.quality.correlation, as: "transformers.correlation",
      says: "of the forecast from |λ_a| and |λ_g|, three constants, with final test losses at the best rates")
    recorder.record(
      both.quality.rankCorrelation, as: "transformers.rankCorrelation", says: "the same of ranks")
    recorder.record(
      both.quality.leaveOneOut, as: "transformers.leaveOneOut",
      says: "share of the variance that it foretells of losses it was not fitted to")
    recorder.record(
      best.permuted.quantile(0.95), as: "transformers.permuted95",
      says: "correlation that losses in random order exceed in one case of twenty")
    recorder.record(
      best.permuted.max() ?? .nan, as: "transformers.permutedLargest",
      says: "the largest of \(best.permuted.count) such correlations")
    if let fit = both.fit {
      recorder.record(
        fit.base, as: "transformers.w0", says: "w₀, the loss foretold where both exponents vanish")
      recorder.record(fit.angleWeight, as: "transformers.angleWeight", says: "w_a")
      recorder.record(fit.gradientWeight, as: "transformers.gradientWeight", says: "w_g")
    }
    for (kind, key, says) in [
      (LossForecasts.Kind.angle, "angle", "from |λ_a| alone, two constants"),
      (.gradient, "gradient", "from |λ_g| alone, two constants"),
      (.firstBlock, "firstBlock", "from both, with λ_a of the first block"),
      (.fromInput, "fromInput", "from both, with λ_g along the trajectory from the input"),
      (.scales, "scales", "from α_A, α_M and log σ_w, four constants and no theory"),
    ] {
      recorder.record(
        best[kind].quality.correlation, as: "transformers.\(key).correlation",
        says: "the same forecast \(says)")
      recorder.record(
        best[kind].quality.leaveOneOut, as: "transformers.\(key).leaveOneOut",
        says: "share of the variance it foretells of losses it was not fitted to")
    }
  }

  /// The same at one rate for all.
  private func recordRates(into recorder: inout Recorder) {
    let correlations = forecasts.dropLast().map { $0[.exponents].quality.correlation }
    recorder.record(
      correlations.min() ?? .nan, as: "transformers.oneRate.lowestCorrelation",
      says: "of the forecast with losses at one learning rate for all, at the worst rate")
    recorder.record(
      correlations.max() ?? .nan, as: "transformers.oneRate.highestCorrelation", says: "at the best one")
  }

  /// Order and chaos apart, and where losses are lowest.
  private func recordSides(_ best: LossForecasts, into recorder: inout Recorder) {
    for (key, says, isIn) in [
      ("ordered", "λ_a < 0", { (angle: Double) in angle < 0 }), ("chaotic", "λ_a > 0", { $0 > 0 }),
    ] {
      let cells = result.points.indices.filter { isIn(result.points[$0].angle) }
      recorder.record(
        Double(cells.count), as: "transformers.\(key).count", says: "initialisations with \(says)")
      recorder.record(
        Correlation.spearman(cells.map { abs(result.points[$0].angle) }, cells.map { best.losses[$0] }),
        as: "transformers.\(key).rankCorrelation", says: "of |λ_a| with the loss among them")
    }
    let distance = result.points.map { max(abs($0.angle), abs($0.gradient)) }
    let order = distance.indices.sorted { distance[$0] < distance[$1] }
    let quarter = max(1, order.count / 4)
    recorder.record(
      order.prefix(quarter).map { best.losses[$0] }.mean, as: "transformers.near.loss",
      says: "mean final loss of the quarter with the smallest max(|λ_a|, |λ_g|)")
    recorder.record(
      order.suffix(quarter).map { best.losses[$0] }.mean, as: "transformers.far.loss",
      says: "of the quarter with the largest")
    let lowest = best.losses.indices.sorted { best.losses[$0] < best.losses[$1] }.prefix(quarter)
    recorder.record(
      lowest.map { distance[$0] }.max() ?? .nan, as: "transformers.best.largestExponent",
      says: "largest max(|λ_a|, |λ_g|) among the quarter with the lowest losses")
    recorder.record(
      distance.median, as: "transformers.medianExponent", says: "the median of that number over all")
  }
}
