internal import Attention
internal import Foundation
internal import LinearAlgebra
internal import Optimizers
internal import Reporting

/// Adam, preconditioned descents, rates near the teacher, and the decoupled case.
extension StallTables {
  static func adam(_ links: [StallLink], _ spec: StallStudy.Spec) -> Table {
    var table = Table(
      identity + [
        .integer("step"), .double("loss"), .double("stability"), .double("smallest_effective_rate"),
        .double("largest_effective_rate"),
      ])
    for link in hardest(links) {
      for look in link.adam.looks {
        table.append(
          identity(link) + [
            .integer(look.step), .double(look.loss), .double(look.stability),
            .double(look.effectiveRates.first ?? .nan), .double(look.effectiveRates.last ?? .nan),
          ])
      }
    }
    return table
  }

  static func adamModes(_ links: [StallLink], _ spec: StallStudy.Spec) -> Table {
    var table = Table(
      identity + [
        .double("target_loss"), .string("optimizer"), .integer("step"), .integer("mode"),
        .double("effective_rate"),
      ])
    for link in hardest(links) {
      for (index, target) in spec.targets.enumerated() {
        func append(_ optimizer: String, _ step: Int, _ rates: [Double]) {
          for (k, rate) in rates.enumerated() {
            table.append(
              identity(link) + [
                .double(target), .string(optimizer), .integer(step), .integer(k), .double(rate),
              ])
          }
        }
        if let look = link.descent.arrivalLooks[index] {
          append(
            "gradient-descent", look.step, look.hessianEigenvalues.map { link.descent.learningRate * $0 })
        }
        if let look = link.adam.look(index) {
          append("adam", look.step, look.effectiveRates)
        }
      }
    }
    return table
  }

  static func adamForecasts(_ links: [StallLink]) -> Table {
    var table = Table(
      identity + [
        .string("model"), .string("renewed_every"), .double("steps"), .double("measured"),
        .double("over_measured"),
      ])
    for link in links {
      let measured = link.adam.stretch
      for forecast in link.adam.forecasts {
        table.append(
          identity(link) + [
            .string(forecast.model.rawValue), .string(forecast.period.map(String.init) ?? "never"),
            .double(forecast.steps), .double(measured), .double(forecast.steps / measured),
          ])
      }
    }
    return table
  }

  static func rates(_ links: [StallLink]) -> Table {
    var table = Table(
      identity + [
        .string("optimizer"), .double("learning_rate"), .double("forecast_log_rate"),
        .double("measured_log_rate"), .double("relative_error"), .double("worst_mode_error"),
        .integer("oscillating_modes"),
      ])
    for link in links {
      for rate in link.rates {
        table.append(
          identity(link) + [
            .string(rate.optimizer), .double(rate.learningRate), .double(rate.forecast),
            .double(rate.measured), .double(rate.error), .double(rate.worstModeError),
            .integer(rate.oscillating),
          ])
      }
    }
    return table
  }

  static func preconditioned(_ links: [StallLink]) -> Table {
    var table = Table(
      identity + [
        .string("preconditioner"), .double("log10_kappa"), .double("learning_rate"), .double("steps"),
        .double("local_factor"),
      ])
    for link in links {
      let natural = link.preconditioned
      table.append(
        identity(link) + [
          "fisher-information", .double(natural.log10NaturalConditionNumber), .double(natural.naturalRate),
          .double(natural.naturalSteps.map(Double.init) ?? .infinity), .double(.nan),
        ])
      for (rate, factor) in natural.gaussNewtonFactors {
        table.append(
          identity(link) + [
            "gauss-newton-at-teacher", .double(0), .double(rate), .double(.nan), .double(factor),
          ])
      }
    }
    return table
  }

  static func flow(_ decoupled: [DecoupledDescent]) -> Table {
    var table = Table([
      .double("ratio"), .integer("step"), .double("time"), .double("smallest_weight"), .double("loss"),
    ])
    for descent in decoupled {
      for instant in descent.instants {
        table.append(
          .double(descent.ratio), .integer(instant.step),
          .double(descent.learningRate * Double(instant.step)), .double(instant.smallest),
          .double(instant.loss))
      }
    }
    return table
  }

  static func flowSummary(_ decoupled: [DecoupledDescent]) -> Table {
    var table = Table([
      .double("ratio"), .double("log10_kappa_linearization"), .integer("steps"),
      .double("power_law_exponent"),
      .double("rate_over_forecast"),
    ])
    for descent in decoupled {
      table.append(
        .double(descent.ratio), .double(descent.log10ConditionNumber), .integer(descent.steps),
        .double(descent.exponent), .double(descent.rateQuotient))
    }
    return table
  }

  static func learningRates(_ links: [StallLink]) -> Table {
    var table = Table(
      identity + [
        .string("optimizer"), .double("learning_rate"), .double("steps"), .double("lowest_loss"),
        .string("outcome"), .string("best"),
      ])
    for link in links {
      for (rule, entry) in zip(
        ["gradient-descent", "heavy-ball", "adam", "adam-without-momentum"], link.entries)
      {
        for (index, curve) in entry.curves.enumerated() {
          let isBest = index == entry.search.selection.bestIndex
          table.append(
            identity(link) + [
              .string(rule), .double(curve.learningRate),
              .double(curve.trajectory?.firstSteps[0].map(Double.init) ?? .infinity),
              .double(curve.trajectory?.lowestLoss ?? .nan), .string(curve.outcome),
              .string(isBest ? "yes" : "no"),
            ])
        }
      }
    }
    return table
  }
}
