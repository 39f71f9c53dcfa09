internal import Attention
internal import Foundation
internal import LinearAlgebra
internal import Objectives
internal import Optimizers
internal import Spectra

/// Adam at its best learning rate: measured, looked into, and forecast with preconditioners that stand still.
struct StallAdam {
  /// What Adam makes of the Hessian at one step.
  struct Look {
    let step: Int
    let loss: Double
    /// ηλ of P⁻¹H with P = diag(√v̂ + ε), ascending: what a step removes of each mode, momentum aside.
    let effectiveRates: [Double]
    /// η·λmax(P⁻¹H)·(1 − β₁)/(2(1 + β₁)): 1 is the edge of stability, 38 at β₁ = 0.9.
    let stability: Double
  }

  /// Steps from one loss to another by a model of Adam.
  struct Forecast {
    enum Model: String {
      /// The quadratic at the teacher.
      case quadratic
      /// The loss itself.
      case loss
    }
    let model: Model
    /// The preconditioner is renewed after so many steps; nil: never.
    let period: Int?
    /// Infinite if it does not arrive.
    let steps: Double
  }

  let learningRate: Double
  let entry: LearningRateTuning.Entry
  /// First steps to the targets.
  let arrivals: [Int?]
  let looks: [Look]
  /// What its preconditioner makes of the teacher's Hessian at the start of the last stretch.
  let log10StretchConditionNumber: Double
  /// Over the last stretch, from the second target to the last.
  let forecasts: [Forecast]
  /// The frozen preconditioner's rate for the slowest mode over that stretch, in steps.
  let slowestModeSteps: Double

  init(
    _ problem: AttentionProblem, _ teacher: StallTeacher, _ entry: LearningRateTuning.Entry,
    _ spec: StallStudy.Spec, _ recorder: inout Recorder
  ) throws {
    self.entry = entry
    learningRate = entry.best?.learningRate ?? .nan
    var rule = Adam()
    rule.learningRate = learningRate
    let loss = problem.loss
    let trace = try StallTrace(rule, on: problem, spec, pointsPerDecade: 2 * spec.pointsPerDecade, &recorder)
    arrivals = spec.targets.indices.map(trace.step)
    // Before the first step there is no preconditioner.
    looks = try trace.instants.filter { $0.step > 0 }.map { instant in
      let spectrum = try PreconditionedSpectrum(
        loss.hessian(at: instant.parameters), diagonal: rule.preconditioner(instant.state)
      ).eigenvalues
      let edge = LinearDescentRule.adam(learningRate: rule.learningRate, beta1: rule.beta1)
        .largestStableCurvature
      return Look(
        step: instant.step, loss: instant.loss, effectiveRates: spectrum.map { rule.learningRate * $0 },
        stability: (spectrum.last ?? .nan) / edge)
    }
    guard let begin = trace.arrivals[1], begin.step > 0, let end = arrivals[spec.targets.count - 1] else {
      (forecasts, slowestModeSteps, log10StretchConditionNumber) = ([], .nan, .nan)
      return
    }
    let spectrum = try PreconditionedSpectrum(
      teacher.hessian, diagonal: rule.preconditioner(begin.state))
    log10StretchConditionNumber = log10(spectrum.conditionNumber)
    slowestModeSteps = StepForecast.steps(
      from: spec.stretchStart, to: spec.goal,
      logRate: LinearDescentRule.adam(learningRate: learningRate, beta1: rule.beta1)
        .logRate(spectrum: spectrum.eigenvalues))
    // A forecast a hundred times too slow is as good as none.
    let limit = 100 * (end - begin.step)
    let periods = [nil] + spec.refreshPeriods.map(Optional.some)
    forecasts = try [Forecast.Model.quadratic, .loss].flatMap { model in
      try periods.map { period in
        let descent = try recorder.piece(
          "\(model), renewed every \(period ?? 0)",
          from: RenewedAdam(rule, from: begin.parameters, begin.state, renewedEvery: period)
        ) { descent, shouldPause in
          try descent.advance(to: spec.goal, limit: limit, shouldPause) { point in
            switch model {
            case .loss: return loss.valueAndGradient(at: point)
            case .quadratic:
              let gradient = teacher.hessian * point
              return (0.5 * gradient.dot(point), gradient)
            }
          }
        }
        return Forecast(model: model, period: period, steps: descent.steps)
      }
    }
  }

  /// The largest ``Look/stability`` once the first target is reached; before, gradients are as large as they will be.
  var peakStability: Double {
    arrivals[0].flatMap { first in looks.filter { $0.step >= first }.map(\.stability).max() } ?? .nan
  }

  /// The look nearest after the first step to target `index`.
  func look(_ index: Int) -> Look? { arrivals[index].flatMap { step in looks.first { $0.step >= step } } }

  /// The measured steps of the last stretch.
  var stretch: Double {
    guard let begin = arrivals[1], let end = arrivals[arrivals.count - 1] else { return .nan }
    return Double(end - begin)
  }
}
