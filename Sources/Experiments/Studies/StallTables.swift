internal import Attention
internal import Foundation
internal import LinearAlgebra
internal import Optimizers
internal import Reporting

/// The tables of the chain of evidence.
enum StallTables {
  static func record(
    _ links: [StallLink], _ decoupled: [DecoupledDescent], _ spec: StallStudy.Spec,
    into recorder: inout Recorder
  ) {
    recorder.record(
      chainSummary(links, spec), as: "chain-summary",
      says: "the chain from the ratio to the steps: median, mean, smallest and largest over the seeds")
    recorder.record(chain(links, spec), as: "chain", says: "the chain, one row a teacher and seed")
    recorder.record(
      forecasts(links, spec), as: "forecasts",
      says: "gradient descent's steps to each loss, measured and by the four forecasts")
    recorder.record(
      stretches(links, spec), as: "stretches",
      says:
        "each decade of loss: gradient descent's steps, local exponent d log L/d log t, and the valley's forecast"
    )
    recorder.record(
      shares(links, spec), as: "shares",
      says: "who holds the loss when gradient descent first reaches each loss: shares of modes with ληt < 3")
    recorder.record(
      spectra(links, spec), as: "spectra",
      says: "eigenvalues along gradient descent at the highest ratio, and the loss in each mode")
    recorder.record(
      adam(links, spec), as: "adam",
      says: "Adam along its run at the highest ratio: loss and distance from the edge of stability")
    recorder.record(
      adamModes(links, spec), as: "adam-modes",
      says: "ηλ of P⁻¹H for every mode along that run, and of gradient descent's H at the same loss")
    recorder.record(
      adamForecasts(links), as: "adam-forecasts",
      says: "Adam's steps over the last stretch by models whose preconditioner is renewed now and then")
    recorder.record(
      rates(links), as: "rates", says: "asymptotic rates near the teacher, measured and forecast")
    recorder.record(
      preconditioned(links), as: "preconditioned",
      says: "descents preconditioned by the Fisher information and by the Gauss–Newton matrix")
    recorder.record(
      flow(decoupled), as: "decoupled", says: "the decoupled case: the smallest weight step by step")
    recorder.record(
      flowSummary(decoupled), as: "decoupled-summary",
      says: "the decoupled case: κ, steps to a hundredth of the smallest weight, and the power law's exponent"
    )
    recorder.record(
      learningRates(links), as: "learning-rates",
      says: "one row a learning rate of the grids, and how it ended")
  }

  static let identity: [Table.Column] = [.double("teacher_ratio"), .unsigned("seed")]

  static func identity(_ link: StallLink) -> [Table.Cell] {
    [.double(link.teacherRatio), .unsigned(link.seed)]
  }

  /// The links of the highest ratio.
  static func hardest(_ links: [StallLink]) -> [StallLink] {
    let highest = links.map(\.teacherRatio).max()
    return links.filter { $0.teacherRatio == highest }
  }

  /// The steps to the goal at the best rate; infinite if it was not reached.
  static func steps(_ entry: LearningRateTuning.Entry) -> Double {
    entry.best?.trajectory?.firstSteps[0].map(Double.init) ?? .infinity
  }

  /// Every number of the chain, by the name of its column.
  static func numbers(_ link: StallLink, _ spec: StallStudy.Spec) -> [(name: String, value: Double)] {
    let (teacher, descent) = (link.teacher, link.descent)
    let goal = spec.targets.count - 1
    func steps(_ value: Int?) -> Double { value.map(Double.init) ?? .infinity }
    let terms = teacher.attribution.terms.map {
      ("term_" + $0.name.replacingOccurrences(of: " ", with: "_"), $0.log10)
    }
    let last = descent.forecasts[goal]
    return [
      ("mean_log10_ratio", teacher.meanLog10Ratio), ("small_weight_share", teacher.smallWeightShare),
      ("one_hot_share", teacher.oneHotShare), ("log10_kappa_jacobian", teacher.log10Jacobian),
      ("log10_kappa_linearization", teacher.log10Linearization),
      ("log10_kappa_hessian", teacher.attribution.log10ConditionNumber),
    ] + terms + [
      ("weakest_along_prompt", teacher.attribution.weakestAlongPrompt),
      ("forecast_kappa", last.conditionNumber), ("forecast_smallest", last.smallest),
      ("forecast_modes", last.modes), ("forecast_valley", last.valley),
      ("steps_gradient_descent", steps(descent.arrivals[goal])),
      ("steps_heavy_ball", Self.steps(link.heavyBall)), ("steps_adam", steps(link.adam.arrivals[goal])),
      ("steps_adam_without_momentum", Self.steps(link.adamWithoutMomentum)),
      ("steps_natural_gradient", steps(link.preconditioned.naturalSteps)),
      ("steps_levenberg_marquardt", steps(link.secondOrderSteps)),
      ("log10_kappa_fisher", link.preconditioned.log10FisherConditionNumber),
      ("log10_kappa_natural", link.preconditioned.log10NaturalConditionNumber),
      ("log10_kappa_adam", link.adam.log10StretchConditionNumber),
      ("rate_gradient_descent", descent.learningRate), ("rate_adam", link.adam.learningRate),
      ("rate_natural_gradient", link.preconditioned.naturalRate),
    ]
  }

  private static func chain(_ links: [StallLink], _ spec: StallStudy.Spec) -> Table {
    var table = Table(identity + numbers(links[0], spec).map { .double($0.name) })
    for link in links { table.append(identity(link) + numbers(link, spec).map { .double($0.value) }) }
    return table
  }

  private static func chainSummary(_ links: [StallLink], _ spec: StallStudy.Spec) -> Table {
    let names = numbers(links[0], spec).map(\.name)
    var table = Table(
      [.double("teacher_ratio"), .double("log10_teacher_ratio"), .integer("seeds")]
        + names.flatMap { name in
          [name, name + "_mean", name + "_low", name + "_high"].map(Table.Column.double)
        })
    for ratio in spec.teacherRatios {
      let rows = links.filter { $0.teacherRatio == ratio }.map { numbers($0, spec) }
      table.append(
        [.double(ratio), .double(log10(ratio)), .integer(rows.count)]
          + names.indices.flatMap { column in
            let values = rows.map { $0[column].value }
            return [values.median, values.mean, values.quantile(0), values.quantile(1)].map(Table.Cell.double)
          })
    }
    return table
  }
}
