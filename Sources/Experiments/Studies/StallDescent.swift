internal import Attention
internal import Foundation
internal import LinearAlgebra
internal import Optimizers
internal import Spectra

/// Gradient descent at its best learning rate: measured, forecast, and looked into on the way.
struct StallDescent {
  /// What the Hessian and the residual look like at one step.
  struct Look {
    let step: Int
    let loss: Double
    /// Of the exact Hessian, ascending.
    let hessianEigenvalues: [Double]
    /// Of the Gauss–Newton matrix, ascending.
    let eigenvalues: [Double]
    /// The loss's shares in its modes.
    let shares: [Double]
    /// The loss's shares in the modes at the teacher.
    let teacherShares: [Double]
    /// ½ δpᵀHδp over the loss, H the teacher's Hessian or the iterate's Gauss–Newton matrix: how wrong either
    /// quadratic is here.
    let quadraticQuotient: (teacher: Double, iterate: Double)
    /// The shares in modes that have not had the time to converge, λ·η·steps < 3: at the iterate and the teacher.
    let slowShare: Double
    let slowTeacherShare: Double
  }

  /// Steps to one loss, four ways.
  struct ForecastOfSteps {
    /// By κ alone, as if at the best learning rate.
    let conditionNumber: Double
    /// By λmin and the actual learning rate.
    let smallest: Double
    /// By all modes of the teacher's quadratic from the actual start.
    let modes: Double
    /// By the valley from the first target's iterate on; NaN where there is none.
    let valley: Double
  }

  let learningRate: Double
  let entry: LearningRateTuning.Entry
  let initialLoss: Double
  /// First steps to the targets.
  let arrivals: [Int?]
  let looks: [Look]
  /// Looks at the first steps to the targets.
  let arrivalLooks: [Look?]
  /// For each target.
  let forecasts: [ForecastOfSteps]
  /// How far along p* from the teacher the iterates at the targets are, with their sign.
  let distances: [Double?]
  /// The valley's floor along p*, if there is one.
  let valley: ValleyForecast?

  init(
    _ problem: AttentionProblem, _ teacher: StallTeacher, _ entry: LearningRateTuning.Entry,
    _ spec: StallStudy.Spec, _ recorder: inout Recorder
  ) throws {
    self.entry = entry
    learningRate = entry.best?.learningRate ?? .nan
    var rule = GradientDescent()
    rule.learningRate = learningRate
    let loss = problem.loss
    let trace = try StallTrace(rule, on: problem, spec, pointsPerDecade: spec.pointsPerDecade, &recorder)
    initialLoss = trace.instants[0].loss
    arrivals = spec.targets.indices.map(trace.step)
    let rate = learningRate
    func look(_ instant: StallTrace<GradientDescent>.Instant) throws -> Look {
      try Self.look(instant, rate, loss, teacher)
    }
    looks = try trace.instants.map(look)
    arrivalLooks = try trace.arrivals.map { try $0.map(look) }
    let scale = teacher.prompt.euclideanNorm
    let distances = trace.arrivals.map { $0.map { $0.parameters.dot(teacher.prompt) / scale } }
    self.distances = distances
    // From the first target's iterate, or the second's if that is farther out.
    let starts = trace.arrivals.prefix(2).compactMap(\.self)
    func magnitude(_ start: StallTrace<GradientDescent>.Instant) -> Double {
      start.parameters.dot(teacher.prompt).magnitude
    }
    valley = starts.max { magnitude($0) < magnitude($1) }.flatMap { start in
      try? ValleyForecast(
        loss, minimizer: problem.initialParameters.map { _ in 0 }, along: teacher.prompt,
        from: start.parameters, downTo: spec.goal / 2)
    }
    let modal = ModalForecast(
      learningRate: learningRate, eigenvalues: teacher.modes.eigenvalues,
      amplitudes: teacher.modes.vectors.transposedProduct(with: problem.initialParameters))
    let slowest = LinearDescentRule.gradientDescent(learningRate: learningRate)
      .logRate(spectrum: teacher.modes.eigenvalues)
    let (start, floor, first) = (initialLoss, valley, arrivals[0])
    forecasts = spec.targets.map { target in
      ForecastOfSteps(
        conditionNumber: StepForecast.steps(
          from: start, to: target, smallest: teacher.smallest, largest: teacher.largest),
        smallest: StepForecast.steps(from: start, to: target, logRate: slowest),
        modes: modal.steps(to: target),
        valley: distances[0].flatMap {
          floor?.steps(fromDistance: $0, to: target, learningRate: rate)
        }.map { Double(first ?? 0) + $0 } ?? .nan)
    }
  }

  /// The valley's steps from the iterate at one target to the other, over those measured; nil where either is missing.
  func valleyQuotient(from begin: Int, to end: Int, _ targets: [Double]) -> Double? {
    guard let from = arrivals[begin], let to = arrivals[end], let distance = distances[begin] else {
      return nil
    }
    return valley?.steps(fromDistance: distance, to: targets[end], learningRate: learningRate).map {
      $0 / Double(to - from)
    }
  }

  /// The same between the two losses on the floor, which may begin below the first.
  func floorQuotient(from begin: Int, to end: Int, _ targets: [Double]) -> Double? {
    guard let from = arrivals[begin], let to = arrivals[end] else { return nil }
    return valley?.steps(from: targets[begin], to: targets[end], learningRate: learningRate).map {
      $0 / Double(to - from)
    }
  }

  /// d log L/d log t between two targets.
  func localExponent(_ begin: Int, _ end: Int, _ targets: [Double]) -> Double {
    guard let from = arrivals[begin], let to = arrivals[end], from > 0, to > from else { return .nan }
    return log(targets[end] / targets[begin]) / log(Double(to) / Double(from))
  }

  private static func look(
    _ instant: StallTrace<GradientDescent>.Instant, _ learningRate: Double, _ loss: PromptAttentionLoss,
    _ teacher: StallTeacher
  ) throws -> Look {
    let modes = try ResidualModes(loss, at: instant.parameters)
    let residual = loss.residuals(at: instant.parameters)
    let (shares, teacherShares) = (modes.shares(of: residual), teacher.modes.shares(of: residual))
    let time = learningRate * Double(instant.step)
    func slow(_ eigenvalues: [Double], _ shares: [Double]) -> Double {
      zip(eigenvalues, shares).reduce(0) { $0 + ($1.0 * time < 3 ? $1.1 : 0) }
    }
    return Look(
      step: instant.step, loss: instant.loss,
      hessianEigenvalues: try loss.hessian(at: instant.parameters).symmetricEigenvalues(),
      eigenvalues: modes.eigenvalues, shares: shares, teacherShares: teacherShares,
      quadraticQuotient: (
        teacher.modes.quadratic(instant.parameters) / instant.loss,
        modes.quadratic(instant.parameters) / instant.loss
      ),
      slowShare: slow(modes.eigenvalues, shares),
      slowTeacherShare: slow(teacher.modes.eigenvalues, teacherShares))
  }
}
