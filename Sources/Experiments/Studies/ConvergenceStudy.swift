public import Attention
internal import Foundation
internal import LinearAlgebra
internal import Objectives
internal import Optimizers
internal import Reporting
public import TeacherStudent

/// The convergence curves of over- and under-parameterised students.
///
/// Each student is trained from the standard initialisation, full batch, by every rule at every rate of one grid;
/// what is compared is each rule at its best rate.
public enum ConvergenceStudy: Experiment {
  /// The parameters.
  public struct Spec: Specification {
    /// Seeds of data and starting points.
    public var seeds: [UInt64] = [0, 1, 2, 3, 4]
    /// N.
    public var samples = 100
    /// The rules compared.
    public var optimizers = ["gradient-descent", "adam"]
    /// Students with d > N.
    public var over = Over()
    /// Students with d < N.
    public var under = Under()
    /// How many points of a curve are kept.
    public var pointsPerCurve = 100

    /// The talk's settings.
    public init() {}

    /// Rejects what cannot be trained.
    public func validate() throws {
      try require(!seeds.isEmpty, "seeds", "needs at least one seed")
      try requireUnique(seeds, "seeds")
      try require(pointsPerCurve > 1, "pointsPerCurve", "must be at least 2")
      try require(!optimizers.isEmpty, "optimizers", "needs at least one name")
      try requireUnique(optimizers, "optimizers")
      for name in optimizers { try requireOptimizer(name, "optimizers") }
      try require(
        over.dimensions.count == over.steps.count, "over.steps", "needs one number for each dimension")
      try requireUnique(over.dimensions, "over.dimensions")
      try require(
        over.dimensions.allSatisfy { $0 > samples }, "over.dimensions",
        "over-parameterised means more dimensions than samples")
      try require(
        under.dimension < samples, "under.dimension",
        "under-parameterised means fewer dimensions than samples")
      try requireUnique(under.teacherRatios, "under.teacherRatios")
      try requireUnique(under.keys, "under.keys")
      try requireUnique(under.parameters, "under.parameters")
      try require(over.steps.allSatisfy { $0 > 0 }, "over.steps", "must be positive")
      try require(under.steps > 0, "under.steps", "must be positive")
      _ = try (over.learningRates.grid, under.learningRates.grid)
      let settings = ConvergenceStudy.settings(self)
      try require(!settings.isEmpty, "over, under", "describe no student")
      for setting in settings {
        try requireValid(
          setting.data(samples: samples, seed: 0), "\(setting.regime.rawValue) (\(setting.label))")
      }
    }
  }

  /// Students with more dimensions than samples, p and v trained.
  public struct Over: Codable, Sendable {
    /// d, with n = d.
    public var dimensions = [150, 400]
    /// Steps for each of them.
    public var steps = [600, 300]
    /// The teacher's ratio.
    public var teacherRatio = 1e25
    /// The key matrix.
    public var keys = KeyDistribution.orthogonal
    /// The learning rates, the same for all rules.
    public var learningRates = LearningRates(start: 1e-3, stop: 1, pointsPerDecade: 3)
  }

  /// Students with fewer dimensions than samples.
  public struct Under: Codable, Sendable {
    /// d, with n = d.
    public var dimension = 20
    /// Steps.
    public var steps = 5000
    /// The teachers' ratios.
    public var teacherRatios = [10, 1e25]
    /// The key matrices.
    public var keys: [KeyDistribution] = [.orthogonal, .gaussian]
    /// What is trained.
    public var parameters: [PromptAttentionLoss.Parameters] = [.prompt, .promptAndValue]
    /// The learning rates, the same for all rules.
    public var learningRates = LearningRates(start: 1e-3, stop: 21.6, pointsPerDecade: 3)
  }

  /// `convergence`.
  public static let name = "convergence"
  /// What it does.
  public static let summary =
    "loss and attention ratio against steps, over- and under-parameterised, GD and Adam at their best rates"

  /// Runs every student.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    let settings = settings(spec)
    recorder.expect(work: settings.map { $0.work(spec) }.reduce(0, +))
    var students: [ConvergenceStudent] = []
    for setting in settings {
      for seed in spec.seeds {
        students += try train(setting, seed, spec, &recorder)
      }
    }
    ConvergenceTables.record(students, into: &recorder)
    ConvergenceFindings(students).record(into: &recorder)
  }

  /// All kinds of students, in the order of the report.
  static func settings(_ spec: Spec) -> [ConvergenceSetting] {
    let over = zip(spec.over.dimensions, spec.over.steps).map {
      ConvergenceSetting(
        regime: .over, dimension: $0, keys: spec.over.keys, trained: .promptAndValue,
        teacherRatio: spec.over.teacherRatio, steps: $1)
    }
    let under = spec.under.keys.flatMap { keys in
      spec.under.parameters.flatMap { trained in
        spec.under.teacherRatios.map {
          ConvergenceSetting(
            regime: .under, dimension: spec.under.dimension, keys: keys, trained: trained, teacherRatio: $0,
            steps: spec.under.steps)
        }
      }
    }
    return over + under
  }

  /// One student by every rule at its best rate.
  private static func train(
    _ setting: ConvergenceSetting, _ seed: UInt64, _ spec: Spec, _ recorder: inout Recorder
  ) throws -> [ConvergenceStudent] {
    let data = setting.data(samples: spec.samples, seed: seed)
    let problem = try AttentionProblem(data, trained: setting.trained)
    var training = LockstepTraining(
      problem: problem, steps: setting.steps,
      schedule: .every(max(1, setting.steps / spec.pointsPerCurve)),
      options: DescentOptions(divergenceFactor: 1e6))
    let label = "\(setting.label), seed \(seed)"
    training.checkpoint = recorder.checkpoint?.section(label)
    let grid = try (setting.regime == .over ? spec.over.learningRates : spec.under.learningRates).grid
    let optimizers = try spec.optimizers.map(OptimizerCatalog.optimizer(named:))
    var before = 0
    let share = setting.work(spec) / Double(spec.seeds.count)
    let tuning = try LearningRateTuning(
      training, optimizers, over: grid, score: { $0.finalLoss.isNaN ? nil : $0.finalLoss },
      observed: { step, _ in
        // Only the first pass is counted: extensions of the grid are short and rarely needed.
        let work = step > before ? share * Double(step - before) / Double(setting.steps) : 0
        before = max(before, step)
        try recorder.advance(by: work, label)
      })
    let teacher = problem.dataset.teacher.map {
      AttentionRatios(
        logits: SoftmaxAttentionTeacher().logits(
          problem.dataset.tokens, problem.dataset.keyMatrix, prompt: $0.prompt))
    }
    return tuning.entries.map {
      ConvergenceStudent(
        setting: setting, seed: seed, entry: $0, problem: problem,
        teacherLog10MeanRatio: teacher?.log10MeanRatio ?? .nan)
    }
  }
}
