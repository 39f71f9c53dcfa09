internal import Attention
internal import Foundation
internal import Optimizers
internal import Reporting

/// The verdict: metrics for the claims, and the chain of evidence in sentences made from the numbers.
struct StallFindings {
  let links: [StallLink]
  let decoupled: [DecoupledDescent]
  let spec: StallStudy.Spec

  init(_ links: [StallLink], _ decoupled: [DecoupledDescent], _ spec: StallStudy.Spec) {
    (self.links, self.decoupled, self.spec) = (links, decoupled, spec)
  }

  func record(into recorder: inout Recorder) {
    recordRates(into: &recorder)
    recordValley(into: &recorder)
    recordShares(into: &recorder)
    recordAdam(into: &recorder)
    recordCures(into: &recorder)
    recordDecoupled(into: &recorder)
    // A rule that does not arrive has no best rate; one that does at an edge may be better still beyond.
    let edge = links.flatMap { link in
      link.entries.filter { !$0.isInterior && $0.best?.trajectory?.firstSteps[0] != nil }
        .map { "\($0.optimizer.name) at \(text(link.teacherRatio)), seed \(link.seed)" }
        + (link.preconditioned.isInterior
          ? [] : ["natural gradient at \(text(link.teacherRatio)), seed \(link.seed)"])
    }
    recorder.record(
      Double(edge.count), as: "bestRatesAtGridEdge",
      says: "best learning rates that stand at the edge of their extended grid")
    if !edge.isEmpty { recorder.note("Best rate at the edge of its grid: \(edge.joined(separator: "; ")).") }
    StallVerdict(links, spec).record(into: &recorder)
  }

  var hardest: [StallLink] { StallTables.hardest(links) }
  var goal: Int { spec.targets.count - 1 }

  private func recordRates(into recorder: inout Recorder) {
    for name in links[0].rates.map(\.optimizer) {
      let rates = links.flatMap(\.rates).filter { $0.optimizer == name }
      recorder.record(
        rates.map(\.error).quantile(1), as: "rates.\(name).worstError",
        says: "measured over forecast asymptotic rate less 1, in magnitude, worst ratio and seed")
      recorder.record(
        rates.map(\.worstModeError).quantile(1), as: "rates.\(name).worstModeError",
        says: "the same of the worst of all modes")
    }
    let deviations = links.flatMap(\.preconditioned.gaussNewtonFactors).map {
      abs($0.factor - (1 - $0.learningRate))
    }
    recorder.record(
      deviations.quantile(1), as: "gaussNewton.worstDeviation",
      says:
        "|measured factor a step − (1 − η)| of descent preconditioned by the Gauss–Newton matrix, worst case")
  }

  private func recordValley(into recorder: inout Recorder) {
    let quotients = hardest.map { $0.descent.valleyQuotient(from: 1, to: goal, spec.targets) ?? .nan }
    recorder.record(
      quotients.map { abs($0 - 1) }.quantile(1), as: "valley.worstError",
      says:
        "|valley forecast over measured steps − 1| from \(spec.stretchStart) to \(spec.goal) at the highest ratio, "
        + "worst seed"
    )
    let others: [(String, KeyPath<StallDescent.ForecastOfSteps, Double>)] = [
      ("kappa", \.conditionNumber), ("smallest", \.smallest), ("modes", \.modes), ("valley", \.valley),
    ]
    var spans: [String] = []
    for (name, path) in others {
      let values = hardest.map {
        $0.descent.forecasts[goal][keyPath: path] / steps($0.descent.arrivals[goal])
      }
      recorder.record(
        values.quantile(0), as: "forecast.\(name).smallestQuotient",
        says: "forecast over measured steps to \(spec.goal) at the highest ratio, smallest over the seeds")
      recorder.record(values.quantile(1), as: "forecast.\(name).largestQuotient", says: "the same, largest")
      spans.append("\(Self.names[name] ?? name) \(span(values))")
    }
    let floors = hardest.compactMap { $0.descent.floorQuotient(from: 1, to: goal, spec.targets) }
    recorder.record(
      Double(floors.count), as: "valley.floorsSpanned",
      says: "seeds whose floor along p* begins at or above \(spec.stretchStart)")
    recorder.note(
      """
      Forecasts of gradient descent's steps to \(spec.goal) at ratio \(text(spec.teacherRatios.last ?? .nan)), \
      over those measured: \(spans.joined(separator: ", ")). From \(spec.stretchStart) to \(spec.goal) alone, \
      from the distance along p* measured there, the valley says \(span(quotients)) times the steps measured; \
      between these losses on its floor, on the \(floors.count) of \(hardest.count) seeds whose floor begins \
      above the first, \(span(floors)) times.
      """)
  }

  private static let names = [
    "kappa": "κ alone", "smallest": "λmin and η", "modes": "all modes from the actual start",
    "valley": "the valley along p*",
  ]

  private func recordShares(into recorder: inout Recorder) {
    let stalled = hardest.compactMap { $0.descent.arrivalLooks[2] }
    let (own, teachers) = (stalled.map(\.slowShare), stalled.map(\.slowTeacherShare))
    recorder.record(
      own.median, as: "stall.slowShare",
      says:
        "median share of the loss in modes with ληt < 3 at the iterate, at a loss of \(spec.targets[2])"
    )
    recorder.record(teachers.median, as: "stall.slowShareTeacher", says: "the same in the teacher's modes")
    let early = hardest.map { $0.descent.localExponent(0, 1, spec.targets) }
    let middle = hardest.map { $0.descent.localExponent(1, 2, spec.targets) }
    let late = hardest.map { $0.descent.localExponent(goal - 1, goal, spec.targets) }
    let share = hardest.map { steps($0.descent.arrivals[2]) / steps($0.descent.arrivals[goal]) }
    recorder.record(
      early.median, as: "stall.earlyExponent",
      says: "d log L/d log t between the first two targets at the highest ratio, median over the seeds")
    recorder.record(late.median, as: "stall.lateExponent", says: "the same in the last decade of loss")
    recorder.note(
      """
      The stall at ratio \(text(spec.teacherRatios.last ?? .nan)): from \(spec.targets[0]) to \
      \(spec.targets[1]) the loss falls like t to the power \(span(early)), from there to \(spec.targets[2]) to \
      the power \(span(middle)), and in the last decade to the power \(span(late)): a crossover from a power law \
      to an exponential, whose exponent grows with t. At \(spec.targets[2]) descent has done \
      \(span(share.map { 100 * $0 })) % of its steps, and modes with ληt < 3 hold \(span(own)) of the loss in the \
      iterate's own basis, \(span(teachers)) in the teacher's.
      """)
  }

  private func recordCures(into recorder: inout Recorder) {
    for ratio in [spec.teacherRatios[0], spec.teacherRatios[spec.teacherRatios.count - 1]] {
      let here = links.filter { $0.teacherRatio == ratio }
      func record(_ values: [Double], _ key: String, _ says: String) {
        recorder.record(values.median, as: "ratio\(ratio).\(key)", says: says + ", median over the seeds")
      }
      record(
        here.map { steps($0.descent.arrivals[goal]) }, "gradient-descent.steps",
        "steps to \(spec.goal) at the best rate")
      record(
        here.map { StallTables.steps($0.heavyBall) }, "heavy-ball.steps",
        "steps to \(spec.goal) at the best rate, momentum 0.9")
      record(
        here.map { StallTables.steps($0.adamWithoutMomentum) }, "adam-without-momentum.steps",
        "steps to \(spec.goal) at the best rate, β₁ = 0")
      record(
        here.map { steps($0.adam.arrivals[goal]) }, "adam.steps", "steps to \(spec.goal) at the best rate")
      record(
        here.map { steps($0.preconditioned.naturalSteps) }, "natural-gradient.steps",
        "steps to \(spec.goal) at the best rate")
      record(here.map { steps($0.secondOrderSteps) }, "levenberg-marquardt.steps", "steps to \(spec.goal)")
      record(
        here.map(\.teacher.attribution.log10ConditionNumber), "log10KappaHessian",
        "log10 κ of the Hessian for the prompt")
      record(
        here.map(\.preconditioned.log10NaturalConditionNumber), "log10KappaNatural",
        "log10 κ of F⁻¹H, F the attention's Fisher information")
    }
  }

  private func recordDecoupled(into recorder: inout Recorder) {
    let (first, last) = (decoupled[0], decoupled[decoupled.count - 1])
    let fit = LinearFit(decoupled.map { log10($0.ratio) }, decoupled.map(\.log10ConditionNumber))
    let steps = LinearFit(decoupled.map { log10($0.ratio) }, decoupled.map { log10(Double($0.steps)) })
    recorder.record(
      fit.slope, as: "decoupled.kappaExponent", says: "d log κ(J²)/d log ratio in the decoupled case")
    recorder.record(
      steps.slope, as: "decoupled.stepsExponent", says: "d log steps/d log ratio in the decoupled case")
    recorder.record(
      last.exponent, as: "decoupled.powerLaw", says: "d log x_min/d log t before its goal is near")
    recorder.record(
      decoupled.map { abs($0.rateQuotient - 1) }.quantile(1), as: "decoupled.worstRateError",
      says: "|measured over forecast rate − 1| near the goal")
    let powerLaw =
      last.exponent.isNaN
      ? "" : "; before that the small weight falls like t to the power \(text(last.exponent))"
    func kappa(_ ratio: Double?) -> Double {
      links.filter { $0.teacherRatio == ratio }.map(\.teacher.attribution.log10ConditionNumber).median
    }
    let growth = kappa(spec.teacherRatios.last) - kappa(spec.teacherRatios.first)
    recorder.note(
      """
      The decoupled case is another one: samples that share no parameters, ẋ = −J²H(x − x*). From ratio \
      \(text(first.ratio)) to \(text(last.ratio)) κ grows like the ratio to the power \(text(fit.slope)) and \
      gradient descent's steps to the power \(text(steps.slope)), to \(last.steps)\(powerLaw). The student above \
      shares p among all samples: from ratio \(text(spec.teacherRatios[0])) to \
      \(text(spec.teacherRatios.last ?? .nan)) its κ grows by 10^\(text(growth)).
      """)
  }

  private func steps(_ value: Int?) -> Double { value.map(Double.init) ?? .infinity }
  func span(_ values: [Double]) -> String {
    "\(text(values.quantile(0))) … \(text(values.quantile(1)))"
  }
  func text(_ value: Double) -> String { String(format: "%.3g", value) }
}
