public import Attention
internal import Foundation
internal import Optimizers
internal import Reporting
public import TeacherStudent

/// One rule at one learning rate on one teacher: the plainest experiment there is, and what sweeps are made of.
///
/// Nothing is tuned and no parameter is in a metric's name, so that the metrics of any two cells of a sweep can stand
/// in one column.
public enum TrainingStudy: Experiment {
  /// The parameters.
  public struct Spec: Specification {
    /// Seeds of data and starting points.
    public var seeds: [UInt64] = [0, 1, 2, 3, 4]
    /// N.
    public var samples = 100
    /// d, with n = d.
    public var dimension = 20
    /// The key matrix.
    public var keys = KeyDistribution.orthogonal
    /// What is trained.
    public var parameters = PromptAttentionLoss.Parameters.prompt
    /// The teacher's mean attention ratio.
    public var teacherRatio = 1e5
    /// The rule.
    public var optimizer = "gradient-descent"
    /// Its learning rate.
    public var learningRate = 3.0
    /// Steps; a training ends before where its loss has reached the target.
    public var steps = 5000
    /// The loss that is to be reached.
    public var target = 1e-4

    /// The defaults.
    public init() {}

    /// Rejects what cannot be trained.
    public func validate() throws {
      try require(!seeds.isEmpty, "seeds", "needs at least one seed")
      try requireUnique(seeds, "seeds")
      try require(steps > 0, "steps", "must be positive")
      try require(target > 0, "target", "must be positive")
      try require(
        learningRate > 0 && learningRate.isFinite, "learningRate", "must be positive and finite")
      try requireOptimizer(optimizer, "optimizer")
      try requireValid(data(seed: 0), "the data")
    }

    var rule: AnyOptimizer {
      get throws { try OptimizerCatalog.optimizer(named: optimizer, learningRate: learningRate) }
    }

    func data(seed: UInt64) -> DatasetSpecification {
      DatasetSpecification(
        samples: samples, tokensAndFeatures: dimension, keys: keys, teacherRatio: teacherRatio, seed: seed)
    }
  }

  /// `training`.
  public static let name = "training"
  /// What it does.
  public static let summary =
    "one rule at one learning rate on one teacher: loss, attention ratio and steps to a loss; made to be swept"

  /// Trains a student for each seed.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    recorder.expect(work: Double(spec.seeds.count * spec.steps))
    var curves: [(seed: UInt64, curve: Curve)] = []
    for seed in spec.seeds {
      var training = LockstepTraining(
        problem: try AttentionProblem(spec.data(seed: seed), trained: spec.parameters), steps: spec.steps,
        schedule: .logarithmic(pointsPerDecade: 8),
        options: DescentOptions(
          lossTarget: spec.target, divergenceFactor: 1e6, thresholds: [spec.target]))
      training.checkpoint = recorder.checkpoint?.section("seed \(seed)")
      var before = 0
      curves += try training.run([spec.rule]) { step, _ in
        try recorder.advance(by: Double(step - before), "seed \(seed), step \(step)")
        before = step
      }.map { (seed, $0) }
      try recorder.advance(by: Double(spec.steps - before))
    }
    recorder.record(table(curves), as: "curves", says: "one row a recorded step")
    record(curves, spec, into: &recorder)
  }

  private static func table(_ curves: [(seed: UInt64, curve: Curve)]) -> Table {
    var table = Table([.unsigned("seed"), .integer("step")] + ObservableCatalog.columns.map { .double($0) })
    for (seed, curve) in curves {
      for (step, values) in zip(curve.steps, curve.values) {
        table.append([.unsigned(seed), .integer(step)] + values.map { .double($0) })
      }
    }
    return table
  }

  /// Medians over the seeds; a training that diverges counts as one that never arrives.
  private static func record(
    _ curves: [(seed: UInt64, curve: Curve)], _ spec: Spec, into recorder: inout Recorder
  ) {
    let trainings = curves.map(\.curve)
    func last(_ column: String) -> Double {
      trainings.map { $0.trajectory?.hasDiverged == false ? $0.column(column).last ?? .nan : .nan }.median
    }
    let steps = trainings.map { $0.trajectory?.firstSteps[0].map { Double($0) } ?? .infinity }
    recorder.record(
      steps.median, as: "stepsToTarget", says: "to a loss of \(spec.target), median; inf: not reached")
    recorder.record(
      Double(steps.count(where: \.isFinite)) / Double(steps.count), as: "reached",
      says: "share of the seeds on which it is reached")
    recorder.record(
      Double(trainings.count { $0.trajectory?.hasDiverged == true }) / Double(trainings.count),
      as: "diverged", says: "share that diverged")
    recorder.record(last("loss"), as: "loss", says: "where training ends, median")
    recorder.record(
      last("log10_mean_ratio"), as: "log10MeanRatio", says: "and log10 of the mean attention ratio")
    let outcomes = Set(trainings.map(\.outcome)).sorted().joined(separator: ", ")
    recorder.note(
      "\(spec.optimizer) at a learning rate of \(ShortNumber.text(spec.learningRate)): \(outcomes).")
  }
}
