internal import Reporting
internal import SignalPropagation

/// The tables of the transformers.
struct TransformerTrainabilityTables {
  private let result: TransformerTrainability
  private let forecasts: [LossForecasts]

  init(_ result: TransformerTrainability, _ forecasts: [LossForecasts]) {
    (self.result, self.forecasts) = (result, forecasts)
  }

  func record(into recorder: inout Recorder) {
    recorder.record(
      runs, as: "transformer-runs",
      says: "one row a training of a transformer; chosen: at the best rate of its initialisation and seed")
    recorder.record(
      initializations, as: "transformers",
      says:
        "one row an initialisation: exponents, mean final test loss at each rate and at the best ones, its forecast"
    )
    recorder.record(
      qualities, as: "forecasts",
      says: "forecasts of the loss by what they know, at each learning rate and at the best ones")
  }

  private static let identity: [Table.Column] = [
    .double("attention_strength"), .double("mlp_strength"), .double("weight_scale"),
  ]

  private func identity(_ point: TransformerTrainability.Point) -> [Table.Cell] {
    let scales = point.initialization
    return [.double(scales.attentionStrength), .double(scales.mlpStrength), .double(scales.weightScale)]
  }

  private var runs: Table {
    var table = Table(
      [.unsigned("seed")] + Self.identity + [
        .double("learning_rate"), .double("late_loss"), .double("test_loss"), .double("test_accuracy"),
        .integer("chosen"),
      ])
    let grid = result.grid
    for (cell, point) in result.points.enumerated() {
      for seed in grid.seeds.indices {
        let best = grid.bestRate(cell, seed)
        for rate in grid.learningRates.indices {
          let outcome = grid[cell, seed, rate]
          table.append(
            [.unsigned(grid.seeds[seed])] + identity(point) + [
              .double(grid.learningRates[rate]), .double(outcome.lateLoss), .double(outcome.test.loss),
              .double(outcome.test.accuracy), .integer(rate == best ? 1 : 0),
            ])
        }
      }
    }
    return table
  }

  private var initializations: Table {
    let losses = result.grid.learningRates.indices.map { "loss_at_rate_\($0 + 1)" } + ["loss", "forecast"]
    var table = Table(
      Self.identity + [
        .double("angle_exponent"), .double("first_block_angle_exponent"), .double("gradient_exponent"),
        .double("gradient_exponent_from_input"), .double("token_exponent"),
      ] + losses.map { .double($0) })
    for (cell, point) in result.points.enumerated() {
      let exponents = [
        point.angle, point.collapsed.firstBlockAngleExponent, point.gradient, point.gradientFromInput,
        point.collapsed.tokenExponent,
      ]
      let numbers =
        forecasts.map { $0.losses[cell] } + [
          forecasts[forecasts.count - 1][.exponents].forecasts[cell]
        ]
      table.append(identity(point) + (exponents + numbers).map { .double($0) })
    }
    return table
  }

  private var qualities: Table {
    var table = Table([
      .string("learning_rate"), .string("knows"), .double("w_0"), .double("w_a"), .double("w_g"),
      .double("correlation"), .double("rank_correlation"), .double("leave_one_out"),
    ])
    let rates = result.grid.learningRates.map { "\($0)" } + ["best"]
    for (rate, forecasts) in zip(rates, forecasts) {
      for forecast in forecasts.forecasts {
        let (fit, quality) = (forecast.fit, forecast.quality)
        table.append(
          .string(rate), .string(forecast.kind.rawValue), .double(fit?.base ?? .nan),
          .double(forecast.kind == .gradient ? .nan : fit?.angleWeight ?? .nan),
          .double(forecast.kind == .angle ? .nan : fit?.gradientWeight ?? .nan), .double(quality.correlation),
          .double(quality.rankCorrelation), .double(quality.leaveOneOut))
      }
    }
    return table
  }
}
