internal import Foundation
internal import Optimizers
internal import Reporting

/// What Adam does: how well models of it forecast its steps, and what a step removes of each mode.
extension StallFindings {
  func recordAdam(into recorder: inout Recorder) {
    func quotients(_ model: StallAdam.Forecast.Model, _ period: Int?) -> [Double] {
      hardest.map { link in
        (link.adam.forecasts.first { $0.model == model && $0.period == period }?.steps ?? .nan)
          / link.adam.stretch
      }
    }
    var parts: [String] = []
    for model in [StallAdam.Forecast.Model.quadratic, .loss] {
      for period in [nil] + spec.refreshPeriods.map(Optional.some) {
        let values = quotients(model, period)
        let name = period.map { "every\($0)" } ?? "frozen"
        recorder.record(
          values.median, as: "adam.\(model.rawValue).\(name).medianQuotient",
          says:
            "steps by this model of Adam over those measured in the last stretch at the highest ratio, median over "
            + "the seeds"
        )
        parts.append(
          "\(model == .loss ? "the loss itself" : "the teacher's quadratic"), "
            + (period.map { $0 == 1 ? "renewed at every step" : "renewed every \($0) steps" } ?? "frozen")
            + ": \(span(values))"
        )
      }
    }
    recorder.note(
      """
      Adam from \(spec.stretchStart) to \(spec.goal) at the highest ratio, \
      \(span(hardest.map(\.adam.stretch))) steps: forecast over measured steps with the preconditioner held, on \
      \(parts.joined(separator: "; ")).
      """)
    recordEffectiveRates(into: &recorder)
    let peaks = hardest.map(\.adam.peakStability)
    recorder.record(
      peaks.median, as: "adam.peakStability",
      says:
        "largest η·λmax(P⁻¹H)/38 along Adam's run at the highest ratio from a loss of \(spec.targets[0]) on, "
        + "median over the seeds"
    )
    recorder.note(
      """
      Largest η·λmax(P⁻¹H)·(1 − β₁)/(2(1 + β₁)) along Adam's runs there, from a loss of \(spec.targets[0]) on: \
      \(span(peaks)); 1 is the edge of stability.
      """
    )
  }

  /// What a step of Adam removes of each mode, beside gradient descent's at the same losses.
  private func recordEffectiveRates(into recorder: inout Recorder) {
    func record(_ values: [Double], _ key: String, _ says: String) {
      recorder.record(
        values.median, as: "adam.\(key)", says: says + ", median over the seeds at the highest ratio")
    }
    func rates(_ link: StallLink, _ index: Int) -> [Double] {
      link.adam.look(index)?.effectiveRates ?? [.nan]
    }
    func descent(_ link: StallLink, _ index: Int) -> [Double] {
      link.descent.arrivalLooks[index]?.hessianEigenvalues.map { link.descent.learningRate * $0 } ?? [.nan]
    }
    func kappa(_ rates: [Double]) -> Double { log10((rates.last ?? .nan) / rates[0]) }
    record(
      hardest.map { kappa(rates($0, goal)) }, "log10KappaAtGoal", "log10 κ of P⁻¹H at a loss of \(spec.goal)")
    record(
      hardest.map { kappa(descent($0, goal)) }, "log10KappaOfDescentAtGoal",
      "log10 κ of H where gradient descent is at that loss")
    record(
      hardest.map { rates($0, goal)[0] / descent($0, goal)[0] }, "slowestRateQuotient",
      "ηλmin(P⁻¹H) of Adam over ηλmin(H) of gradient descent at a loss of \(spec.goal)")
    record(
      hardest.map { (rates($0, goal).last ?? .nan) / (descent($0, goal).last ?? .nan) },
      "fastestRateQuotient",
      "the same of λmax")
    recorder.note(
      """
      What Adam does to the modes at ratio \(text(spec.teacherRatios.last ?? .nan)), at a loss of \(spec.goal): \
      log10 κ of P⁻¹H is \(span(hardest.map { kappa(rates($0, goal)) })), of gradient descent's H \
      \(span(hardest.map { kappa(descent($0, goal)) })); but a step's ηλ is \
      \(span(hardest.map { rates($0, goal)[0] / descent($0, goal)[0] })) times gradient descent's for the slowest \
      mode and \(span(hardest.map { (rates($0, goal).last ?? .nan) / (descent($0, goal).last ?? .nan) })) times for \
      the fastest. Momentum with β₁ = 0.9 allows 38 where gradient descent must stay below 2.
      """)
  }
}
