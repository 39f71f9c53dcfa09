internal import Attention
internal import Foundation
internal import LinearAlgebra
internal import Optimizers
internal import TeacherStudent

/// One kind of student: what is the same for all its seeds and rules.
struct ConvergenceSetting: Equatable {
  enum Regime: String { case over, under }

  let regime: Regime
  let dimension: Int
  let keys: KeyDistribution
  let trained: PromptAttentionLoss.Parameters
  let teacherRatio: Double
  let steps: Int

  /// `over d=400 orthogonal prompt+value ratio 1e+25`, for progress.
  var label: String {
    "\(regime.rawValue) d=\(dimension) \(keys.rawValue) \(parameters) ratio \(teacherRatio)"
  }

  /// What is trained, as tables write it.
  var parameters: String { trained == .prompt ? "prompt" : "prompt+value" }

  /// A prefix of metrics: `over.d150`, `under.orthogonal.prompt`.
  var key: String {
    switch regime {
    case .over: "over.d\(dimension)"
    case .under: "under.\(keys.rawValue).\(trained.rawValue)"
    }
  }

  /// How long it takes, in units of a step at one trajectory and n·d = 1.
  func work(_ spec: ConvergenceStudy.Spec) -> Double {
    // Small problems cost more than their flops: some 20 000 units of n·d a step go to everything else.
    Double(spec.seeds.count * steps) * (Double(dimension * dimension) + 500)
  }
}

/// One student at one seed, trained by one rule at its best learning rate.
struct ConvergenceStudent {
  /// Why the loss stands where it does after the last step.
  enum Phase: String {
    /// At the floor of the arithmetic.
    case converged
    /// Over-parameterised and above the floor: any residual is in reach, more steps are all it takes.
    case descending
    /// Far from the floor with a residual that the model can still fit to first order: the slow
    /// directions of the Gauss–Newton matrix are what is left.
    case stall
    /// A residual that no first-order change of the parameters reduces much: not a matter of conditioning.
    case plateau
  }

  let setting: ConvergenceSetting
  let seed: UInt64
  let entry: LearningRateTuning.Entry
  let teacherLog10MeanRatio: Double
  /// The share of the squared residual in the range of ∂f/∂θ; NaN without a best rate.
  let residualShare: Double
  /// log10 of the Gauss–Newton condition number, over its numerical range.
  let log10ConditionNumber: Double

  /// Looks at where the best trajectory ended.
  init(
    setting: ConvergenceSetting, seed: UInt64, entry: LearningRateTuning.Entry, problem: AttentionProblem,
    teacherLog10MeanRatio: Double
  ) {
    self.setting = setting
    self.seed = seed
    self.entry = entry
    self.teacherLog10MeanRatio = teacherLog10MeanRatio
    guard let end = entry.best?.trajectory?.parameters,
      let range = try? ResidualRange(problem.loss, at: end)
    else {
      (residualShare, log10ConditionNumber) = (.nan, .nan)
      return
    }
    residualShare = range.share
    log10ConditionNumber = range.log10ConditionNumber
  }

  var optimizer: String { entry.optimizer.name }
  var learningRate: Double { entry.best?.learningRate ?? .nan }
  var finalLoss: Double { entry.best?.finalLoss ?? .nan }
  var log10MeanRatio: Double { entry.best?.column("log10_mean_ratio").last ?? .nan }
  var gradientNorm: Double { entry.best?.column("gradient_norm").last ?? .nan }

  /// Squared residuals of doubles near 1 end near 1e-30; below 1e-20 nothing is left to explain.
  var phase: Phase {
    if finalLoss < 1e-20 { return .converged }
    if setting.regime == .over { return .descending }
    return residualShare >= 0.9 ? .stall : .plateau
  }

  /// The exponential rate over the second half of the curve, down to the floor.
  var fit: LinearFit? {
    guard let curve = entry.best else { return nil }
    let points = zip(curve.steps, curve.column("loss")).filter { $0.1 > 1e-26 }
    guard let last = points.last else { return nil }
    let half = points.filter { 2 * $0.0 >= last.0 }
    guard half.count >= 3 else { return nil }
    return LinearFit(half.map { Double($0.0) }, half.map { log($0.1) })
  }
}
