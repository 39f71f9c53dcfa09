internal import Attention
internal import Foundation
internal import Optimizers
public import TeacherStudent

/// Every optimizer on the under-parameterised problem, over the whole grid of learning rates in lockstep.
public enum OptimizerStudy: Experiment {
  /// The parameters.
  public struct Spec: Specification {
    /// Seeds of data and starting points.
    public var seeds: [UInt64] = [0, 1, 2, 3, 4]
    /// N.
    public var samples = 100
    /// d, with n = d.
    public var dimension = 20
    /// The teachers' ratios.
    public var teacherRatios = [10, 1e5, 1e15, 1e25]
    /// The key matrix.
    public var keys = KeyDistribution.orthogonal
    /// The rules; all of the catalogue if empty.
    public var optimizers: [String] = []
    /// The learning rates, the same for all rules.
    public var learningRates = LearningRates(start: 1e-3, stop: 21.6, pointsPerDecade: 3)
    /// How often a grid is extended when the best rate stands at its edge.
    public var maximumExtensions = 3
    /// The losses whose first steps are noted, descending; the last one ends a trajectory.
    public var targets = [1e-4, 1e-6, 1e-8]
    /// The target at which rates are chosen.
    public var decisiveTarget = 1e-6
    /// After so many steps a rule counts as not having arrived.
    public var steps = 20_000
    /// The step at which all rates are compared, before any is retired.
    public var sensitivityStep = 1000
    /// Steps without progress after which a trajectory counts as stalled.
    public var patience = 2000

    /// The defaults.
    public init() {}

    /// Rejects what cannot be trained.
    public func validate() throws {
      try require(!seeds.isEmpty, "seeds", "needs at least one seed")
      try requireUnique(seeds, "seeds")
      try require(!teacherRatios.isEmpty, "teacherRatios", "needs at least one ratio")
      try requireUnique(teacherRatios, "teacherRatios")
      try requireUnique(optimizers, "optimizers")
      for name in optimizers { try requireOptimizer(name, "optimizers") }
      try require(
        !targets.isEmpty && targets == targets.sorted(by: >) && targets.allSatisfy { $0 > 0 }, "targets",
        "must be positive and descend")
      try requireUnique(targets, "targets")
      try require(targets.contains(decisiveTarget), "decisiveTarget", "must be one of the targets")
      try require(
        sensitivityStep > 0 && sensitivityStep <= steps, "sensitivityStep", "must be a step of the run")
      try require(patience > 0, "patience", "must be positive")
      try require(maximumExtensions >= 0, "maximumExtensions", "must not be negative")
      _ = try learningRates.grid
      for ratio in teacherRatios { try requireValid(data(ratio, seed: 0), "teacherRatios (\(ratio))") }
    }

    /// The data of one teacher and seed.
    func data(_ teacherRatio: Double, seed: UInt64) -> DatasetSpecification {
      DatasetSpecification(
        samples: samples, tokensAndFeatures: dimension, keys: keys, teacherRatio: teacherRatio, seed: seed)
    }

    /// The rules themselves.
    var rules: [AnyOptimizer] {
      get throws {
        try (optimizers.isEmpty ? OptimizerCatalog.names : optimizers)
          .map(OptimizerCatalog.optimizer(named:))
      }
    }
  }

  /// `optimizers`.
  public static let name = "optimizers"
  /// What it does.
  public static let summary =
    "every optimizer over the whole learning-rate grid: steps to a loss, curves and sensitivity to the rate"

  /// Runs every rule on every teacher.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    recorder.expect(work: Double(spec.seeds.count * spec.teacherRatios.count))
    var races: [OptimizerRace] = []
    for ratio in spec.teacherRatios {
      for seed in spec.seeds { races += try race(ratio, seed, spec, &recorder) }
    }
    OptimizerTables.record(races, spec, into: &recorder)
    OptimizerFindings(races, spec).record(into: &recorder)
  }

  /// All rules on one teacher.
  private static func race(_ ratio: Double, _ seed: UInt64, _ spec: Spec, _ recorder: inout Recorder) throws
    -> [OptimizerRace]
  {
    let data = spec.data(ratio, seed: seed)
    let options = DescentOptions(
      lossTarget: spec.targets.last, divergenceFactor: 1e6, thresholds: spec.targets)
    var training = LockstepTraining(
      problem: try AttentionProblem(data, trained: .prompt), steps: spec.steps,
      schedule: .logarithmic(pointsPerDecade: 16), options: options)
    training.race = LockstepTraining.Race(start: spec.sensitivityStep, patience: spec.patience)
    training.checkpoint = recorder.checkpoint?.section("ratio \(ratio), seed \(seed)")
    let decisive = spec.targets.firstIndex(of: spec.decisiveTarget) ?? 0
    var reported = 0.0
    let tuning = try LearningRateTuning(
      training, try spec.rules, over: spec.learningRates.grid, maximumExtensions: spec.maximumExtensions,
      score: { $0.score(decisive, of: spec.steps) },
      observed: { step, active in
        // Steps get cheaper as trajectories stop: count half the work before the first retirement.
        let share = Double(step) / Double(spec.sensitivityStep)
        let done = min(0.95, share <= 1 ? share / 2 : 1 - 0.5 / share)
        try recorder.advance(
          by: max(0, done - reported), "ratio \(ratio), seed \(seed), step \(step), \(active) active")
        reported = max(reported, done)
      })
    try recorder.advance(by: 1 - reported)
    return tuning.entries.map { OptimizerRace(teacherRatio: ratio, seed: seed, entry: $0) }
  }
}

/// One rule on one teacher, at every rate.
struct OptimizerRace {
  let teacherRatio: Double
  let seed: UInt64
  let entry: LearningRateTuning.Entry

  var optimizer: String { entry.optimizer.name }

  /// The fewest steps to target `index` over all rates, and the rate; nil if none arrived.
  func fewestSteps(_ index: Int) -> (steps: Int, learningRate: Double)? {
    entry.curves.compactMap { curve in
      curve.trajectory?.firstSteps[index].map { ($0, curve.learningRate) }
    }.min { $0.0 < $1.0 }
  }
}

extension Curve {
  /// The steps to target `index`; for a trajectory that did not arrive, more than `steps`, in the order of the lowest
  /// loss.
  func score(_ index: Int, of steps: Int) -> Double? {
    guard let trajectory else { return nil }
    if let first = trajectory.firstSteps[index] { return Double(first) }
    guard !trajectory.hasDiverged, trajectory.lowestLoss < trajectory.initialLoss else { return nil }
    return Double(steps) * (2 + trajectory.lowestLoss / trajectory.initialLoss)
  }

  /// The loss observed at `step` or last before it; NaN if it diverged by then.
  func loss(at step: Int) -> Double {
    if case .diverged(let end)? = trajectory?.outcome, end <= step { return .nan }
    guard let index = steps.lastIndex(where: { $0 <= step }) else { return .nan }
    return column("loss")[index]
  }
}
