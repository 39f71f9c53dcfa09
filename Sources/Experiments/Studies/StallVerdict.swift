internal import Attention
internal import Foundation
internal import Reporting

/// The chain of evidence, link by link, and what it comes to.
struct StallVerdict {
  private let links: [StallLink]
  private let spec: StallStudy.Spec

  init(_ links: [StallLink], _ spec: StallStudy.Spec) { (self.links, self.spec) = (links, spec) }

  func record(into recorder: inout Recorder) {
    let (low, high) = (spec.teacherRatios[0], spec.teacherRatios[spec.teacherRatios.count - 1])
    func change(_ name: String, _ format: String = "%.3g") -> String {
      "\(median(name, low, format)) → \(median(name, high, format))"
    }
    recorder.note(
      """
      The chain, medians over the seeds, from ratio \(text(low)) to \(text(high)). Weights below \
      \(text(spec.smallWeight)): \(change("small_weight_share", "%.2f")) of all; nearly one-hot samples: \
      \(change("one_hot_share", "%.2f")). So log10 κ of the softmax Jacobian of a sample is \
      \(change("log10_kappa_jacobian", "%.1f")), and of J²H, were the whole output fitted, \
      \(change("log10_kappa_linearization", "%.1f")). Of this the Hessian for the shared prompt keeps little: \
      log10 κ is \(change("log10_kappa_hessian", "%.2f")), by terms: keys \(change("term_keys", "%.2f")), \
      temperature \(change("term_temperature", "%.2f")), value spike \(change("term_value_spike", "%.2f")), \
      sample heterogeneity \(change("term_sample_heterogeneity", "%.2f")), sampling floor \
      \(change("term_sampling_floor", "%.2f")). Steps to \(spec.goal): gradient descent \
      \(change("steps_gradient_descent")), Adam \(change("steps_adam")), natural gradient \
      \(change("steps_natural_gradient")), Levenberg–Marquardt \(change("steps_levenberg_marquardt")).
      """)
    recorder.note("Verdict: " + sentences(low, high).joined(separator: " "))
  }

  /// Each sentence says what its numbers say, whichever way they fall.
  private func sentences(_ low: Double, _ high: Double) -> [String] {
    let growth = number("steps_gradient_descent", high) / number("steps_gradient_descent", low)
    let kappa = number("log10_kappa_hessian", high) - number("log10_kappa_hessian", low)
    let terms = ["keys", "temperature", "value spike", "sample heterogeneity", "sampling floor"].map { name in
      let column = "term_" + name.replacingOccurrences(of: " ", with: "_")
      return (name, number(column, high) - number(column, low))
    }.sorted { $0.1 > $1.1 }
    let along = number("weakest_along_prompt", high)
    let natural = number("log10_kappa_natural", high) - number("log10_kappa_natural", low)
    let adam = number("steps_gradient_descent", high) / number("steps_adam", high)
    let correlation = correlation()
    var sentences: [String] = []
    sentences.append(
      growth > 3
        ? """
        Gradient descent needs \(text(growth)) times the steps at ratio \(text(high)), while κ of its Hessian grows by \
        10^\(text(kappa)): most of that growth is \(terms[0].0) (\(text(terms[0].1)) decades) and \(terms[1].0) \
        (\(text(terms[1].1))).
        """
        : "Gradient descent needs \(text(growth)) times the steps at ratio \(text(high)): no stall to explain here."
    )
    sentences.append(
      along > 0.5
        ? "The weakest direction is the prompt's own, the inverse temperature (cos² \(text(along)))."
        : "The weakest direction is not the prompt's own (cos² \(text(along))).")
    if !correlation.isNaN {
      sentences.append(
        "Over all teachers log κ and log steps of gradient descent correlate with \(text(correlation)).")
    }
    sentences.append(
      abs(natural) < kappa / 2
        ? """
        Dividing by the attention's own Fisher information, which takes one J out of the Hessian, leaves κ within \
        10^\(text(abs(natural))) of what it was at ratio \(text(low)): the ratio acts through J.
        """
        : """
        Dividing by the attention's own Fisher information leaves κ 10^\(text(natural)) times that at ratio \
        \(text(low)).
        """
    )
    let rules = [
      ("gradient descent", "steps_gradient_descent"), ("gradient descent with momentum", "steps_heavy_ball"),
      ("Adam", "steps_adam"), ("Adam without momentum", "steps_adam_without_momentum"),
      ("the natural gradient", "steps_natural_gradient"),
      ("Levenberg–Marquardt", "steps_levenberg_marquardt"),
    ].map { ($0.0, number($0.1, high)) }.sorted { $0.1 < $1.1 }
    let ranking = rules.map { "\($0.0) \($0.1.isFinite ? text($0.1) : "not within \(spec.steps)")" }
    sentences.append(
      "At ratio \(text(high)) the steps are, from the fewest: \(ranking.joined(separator: ", ")).")
    sentences.append(adam > 1 ? causeOfAdam(high) : "Adam has no advantage over gradient descent there.")
    return sentences
  }

  /// Whether Adam's advantage is its preconditioner's, its momentum's, or neither's alone.
  private func causeOfAdam(_ ratio: Double) -> String {
    let descent = number("steps_gradient_descent", ratio)
    let both = descent / number("steps_adam", ratio)
    let momentum = descent / number("steps_heavy_ball", ratio)
    let scaling = descent / number("steps_adam_without_momentum", ratio)
    func times(_ factor: Double) -> String {
      factor > 0 ? "is \(text(factor)) times as fast" : "does not arrive within \(spec.steps) steps"
    }
    let alone =
      "Beside gradient descent Adam \(times(both)), momentum alone \(times(momentum)), Adam's scaling alone "
      + "\(times(scaling)): "
    // A part that does more than half of it, in the logarithm, does most of it.
    switch (log(momentum) > log(both) / 2, log(scaling) > log(both) / 2) {
    case (true, false): return alone + "most of it is momentum."
    case (false, true): return alone + "most of it is the scaling."
    case (true, true): return alone + "either alone does most of it."
    case (false, false): return alone + "it takes both."
    }
  }

  private func values(_ name: String, _ ratio: Double) -> [Double] {
    links.filter { $0.teacherRatio == ratio }.compactMap { link in
      StallTables.numbers(link, spec).first { $0.name == name }?.value
    }
  }

  private func number(_ name: String, _ ratio: Double) -> Double { values(name, ratio).median }

  private func median(_ name: String, _ ratio: Double, _ format: String) -> String {
    // Rounding errors have no sign worth printing.
    let value = number(name, ratio)
    return String(format: format, abs(value) < 1e-9 ? 0 : value)
  }

  /// Pearson's r of log10 κ and log10 steps of gradient descent, where it arrives.
  private func correlation() -> Double {
    let points = links.compactMap { link -> (Double, Double)? in
      guard let steps = link.descent.arrivals[spec.targets.count - 1] else { return nil }
      return (link.teacher.attribution.log10ConditionNumber, log10(Double(steps)))
    }
    // Two points always lie on a line.
    guard points.count > 4, Set(points.map(\.0)).count > 1 else { return .nan }
    let fit = LinearFit(points.map(\.0), points.map(\.1))
    return fit.determination.squareRoot() * (fit.slope < 0 ? -1 : 1)
  }

  private func text(_ value: Double) -> String { String(format: "%.3g", value) }
}
