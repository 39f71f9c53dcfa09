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

  /// The data of one seed.
  func data(samples: Int, seed: UInt64) -> DatasetSpecification {
    DatasetSpecification(
      samples: samples, tokensAndFeatures: dimension, keys: keys, teacherRatio: teacherRatio, seed: seed)
  }

  /// How long it takes, in units of a step at one trajectory and n·d = 1.
  func work(_ spec: ConvergenceStudy.Spec) -> Double {
    // Small problems cost more than their flops.
    Double(spec.seeds.count) * Double(steps) * (Double(dimension * dimension) + 500)
  }
}

/// One student at one seed, trained by one rule at its best learning rate.
package struct ConvergenceStudent {
  /// How training stands after the last step.
  package enum Phase: String, CaseIterable {
    /// At the floor of the arithmetic.
    case converged
    /// The loss still falls by a decade or more in the last tenth of the steps.
    case descending
    /// The loss stands more than a decade above its lowest: the rate is too large to settle.
    case unsteady
    /// The loss hardly falls, though small steps could remove most of the residual: what is left lies in the slow
    /// directions of the Gauss–Newton matrix.
    case stall
    /// The loss hardly falls, and most of the residual is out of reach of any small step: not a matter of
    /// conditioning.
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

  var phase: Phase {
    guard let curve = entry.best else { return .unsteady }
    return Self.phase(
      steps: curve.steps, losses: curve.column("loss"), residualShare: residualShare)
  }

  /// The phase of a curve; see ``Phase``.
  package static func phase(steps: [Int], losses: [Double], residualShare: Double) -> Phase {
    guard let end = steps.last, let loss = losses.last, let lowest = losses.min() else { return .unsteady }
    // Squared residuals of doubles near 1 end near 1e-30; below 1e-20 nothing is left to explain.
    if loss < 1e-20 { return .converged }
    if loss > 10 * lowest { return .unsteady }
    let before = steps.lastIndex { 10 * $0 <= 9 * end }.map { losses[$0] } ?? loss
    if loss <= before / 10 { return .descending }
    return residualShare >= 0.5 ? .stall : .plateau
  }

  /// How the loss decays in the end.
  var decay: Decay? { entry.best.flatMap { Decay(steps: $0.steps, losses: $0.column("loss")) } }
}

/// The exponential rate of a loss curve, and whether it is one.
package struct Decay: Equatable {
  /// −d log L / d step over the last quarter of the curve, down to the floor of the arithmetic.
  package let rate: Double
  /// That rate over the one of the quarter before: 1 for an exponential, log(4/3)/log(3/2) = 0.71 for any power law.
  package let steadiness: Double
  /// R² of log loss against steps over both quarters.
  package let determination: Double

  /// Needs three points in each of the last two quarters.
  package init?(steps: [Int], losses: [Double]) {
    let points = zip(steps, losses).filter { $0.1 > 1e-26 }.map { (Double($0.0), log($0.1)) }
    guard let end = points.last?.0 else { return nil }
    func fit(from share: Double, to other: Double) -> LinearFit? {
      let part = points.filter { $0.0 >= share * end && $0.0 <= other * end }
      return part.count >= 3 ? LinearFit(part.map(\.0), part.map(\.1)) : nil
    }
    guard let third = fit(from: 0.5, to: 0.75), let fourth = fit(from: 0.75, to: 1),
      let both = fit(from: 0.5, to: 1)
    else { return nil }
    rate = -fourth.slope
    steadiness = fourth.slope / third.slope
    determination = both.determination
  }
}
