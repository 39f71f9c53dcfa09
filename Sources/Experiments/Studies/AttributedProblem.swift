internal import Attention
internal import Foundation
internal import LinearAlgebra
internal import Optimizers
internal import TeacherStudent

/// One generated problem with the condition number at its teacher split into terms.
struct AttributedProblem: Codable {
  /// A number of a problem under the name of its column.
  typealias Number = (name: String, value: @Sendable (AttributedProblem) -> Double)

  let data: DatasetSpecification
  let attribution: ConditionAttribution
  /// The forecast of κ(M_⊥), where it was asked for.
  let forecast: WishartForecast?
  let attention: AttentionStatistics
  /// |p*|.
  let promptNorm: Double
  /// 2·log10 of the largest |J_i u_i| over the d-th largest: what κ(G) tends to, within a factor, where they are far
  /// apart, since all but d samples can then be forgotten.
  let sensitivitySpread: Double
  /// The share of samples whose largest weight is above 0.99.
  let oneHotShare: Double

  init(_ data: DatasetSpecification, forecastDraws: Int? = nil) throws {
    try self.init(AttentionProblem(data, trained: .prompt), data, forecastDraws: forecastDraws)
  }

  init(_ problem: AttentionProblem, _ data: DatasetSpecification, forecastDraws: Int? = nil) throws {
    let prompt = problem.dataset.teacherPrompt ?? []
    self.data = data
    let attribution = try ConditionAttribution(problem.loss, at: prompt)
    self.attribution = attribution
    forecast = try forecastDraws.map { try attribution.wishartForecast(draws: $0, seed: data.seed) }
    attention = problem.loss.statistics(at: prompt)
    promptNorm = prompt.euclideanNorm
    let sensitivities = attribution.sensitivities.sorted(by: >)
    sensitivitySpread = 2 * log10(sensitivities[0] / sensitivities[data.dimension - 1])
    let sparse = problem.loss.logWeights(at: prompt).count { ($0.max() ?? 0) > log(0.99) }
    oneHotShare = Double(sparse) / Double(data.samples)
  }
}

/// Gradient descent on such a problem, at the rate with the fewest steps.
struct AttributedDescent: Codable {
  let problem: AttributedProblem
  /// Steps to the target; nil if no rate arrived.
  let steps: Int?
  /// The rate.
  let learningRate: Double?
  /// Whether the grid has worse rates on both sides.
  let isInterior: Bool

  init(
    _ dimension: Int, _ ratio: Double, _ seed: UInt64, _ spec: AttributionStudy.Spec, checkpoint: Checkpoint?
  ) throws {
    let data = DatasetSpecification(
      samples: spec.samples, tokensAndFeatures: dimension, keys: .orthogonal, teacherRatio: ratio, seed: seed)
    let student = try AttentionProblem(data, trained: .prompt)
    problem = try AttributedProblem(student, data)
    var training = LockstepTraining(
      problem: student, steps: spec.descent.steps, schedule: .ends,
      options: DescentOptions(
        lossTarget: spec.descent.target, divergenceFactor: 1e6, thresholds: [spec.descent.target]))
    training.race = LockstepTraining.Race(
      start: spec.descent.comparedUntil, patience: spec.descent.patience)
    training.checkpoint = checkpoint
    let rule = try OptimizerCatalog.optimizer(named: "gradient-descent", learningRate: 1)
    let tuning = try LearningRateTuning(
      training, [rule], over: spec.descent.learningRates.grid,
      maximumExtensions: spec.descent.maximumExtensions, score: { $0.score(0, of: spec.descent.steps) })
    let entry = tuning.entries[0]
    let arrived = entry.curves.compactMap { curve in
      curve.trajectory?.firstSteps[0].map { ($0, curve.learningRate) }
    }.min { $0.0 < $1.0 }
    steps = arrived?.0
    learningRate = arrived?.1
    isInterior = entry.isInterior
  }
}
