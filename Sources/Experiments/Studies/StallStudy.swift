internal import Attention
internal import Foundation
internal import LinearAlgebra
internal import Optimizers
internal import Reporting
internal import Spectra
public import TeacherStudent

/// Why gradient descent stalls on a sparse teacher and Adam does not: the chain from the ratio to the steps.
///
/// For each teacher: how many weights are small; what that does to κ of the softmax Jacobian J and of J²H in every
/// sample; what is left of it in the Hessian for the prompt, and in which of five terms; how many steps that
/// forecasts; and how many steps gradient descent, Adam and preconditioned descents take.
public enum StallStudy: Experiment {
  /// The parameters.
  public struct Spec: Specification {
    /// Seeds of data and starting points.
    public var seeds: [UInt64] = [0, 1, 2, 3, 4]
    /// N.
    public var samples = 100
    /// d, with n = d.
    public var dimension = 20
    /// The teachers' ratios, ascending.
    public var teacherRatios = [10, 1e5, 1e10, 1e15, 1e20, 1e25]
    /// The key matrix.
    public var keys = KeyDistribution.orthogonal
    /// Gradient descent's learning rates, without and with momentum.
    public var descentRates = LearningRates(start: 0.2, stop: 32, pointsPerDecade: 5)
    /// Adam's learning rates.
    public var adamRates = LearningRates(start: 0.01, stop: 0.7, pointsPerDecade: 5)
    /// The natural gradient's learning rates.
    public var naturalRates = LearningRates(start: 0.5, stop: 2, pointsPerDecade: 5)
    /// How often a grid is extended when the best rate stands at its edge.
    public var maximumExtensions = 2
    /// The losses at which steps are counted, a decade apart and descending; the last one ends a trajectory.
    public var targets = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6]
    /// After so many steps a rule counts as not having arrived.
    public var steps = 40_000
    /// Steps without progress after which a trajectory counts as stalled.
    public var patience = 2000
    /// How many points of a run are looked at closely, to a factor of ten in steps.
    public var pointsPerDecade = 8
    /// A weight below this is small.
    public var smallWeight = 1e-6
    /// After so many steps a frozen preconditioner is renewed; Adam's own memory is 1/(1 − β₂) = 1000.
    public var refreshPeriods = [1000, 100, 10, 1]
    /// The ratios of the decoupled flow, ascending; its steps are their squares.
    public var decoupledRatios = [10.0, 100, 1000]

    /// The defaults.
    public init() {}

    /// Rejects what cannot be trained.
    public func validate() throws {
      try require(!seeds.isEmpty, "seeds", "needs at least one seed")
      try requireUnique(seeds, "seeds")
      try require(
        teacherRatios.count >= 2 && teacherRatios == teacherRatios.sorted(), "teacherRatios",
        "must be two at least, ascending")
      try requireUnique(teacherRatios, "teacherRatios")
      try require(
        dimension >= 3 && samples >= 2 * dimension, "dimension",
        "must be 3 at least, with two samples or more to a dimension: an under-parameterised student")
      try require(
        targets.count >= 3 && targets == targets.sorted(by: >) && targets.allSatisfy { $0 > 0 }, "targets",
        "must be three at least, positive and descending")
      try requireUnique(targets, "targets")
      try require(steps > 0, "steps", "must be positive")
      try require(patience > 0, "patience", "must be positive")
      try require(pointsPerDecade > 0, "pointsPerDecade", "must be positive")
      try require(maximumExtensions >= 0, "maximumExtensions", "must not be negative")
      try require(smallWeight > 0 && smallWeight < 1, "smallWeight", "must be between 0 and 1")
      try require(refreshPeriods.allSatisfy { $0 > 0 }, "refreshPeriods", "must be positive")
      try requireUnique(refreshPeriods, "refreshPeriods")
      try require(
        decoupledRatios.count >= 2 && decoupledRatios == decoupledRatios.sorted()
          && decoupledRatios.allSatisfy { $0 > 1 && $0 <= 1e4 }, "decoupledRatios",
        "must be two at least, ascending, above 1 and not above 1e4: the steps are their squares")
      try requireUnique(decoupledRatios, "decoupledRatios")
      _ = try (descentRates.grid, adamRates.grid, naturalRates.grid)
      for ratio in teacherRatios { try requireValid(data(ratio, seed: 0), "teacherRatios (\(ratio))") }
    }

    /// The data of one teacher and seed.
    func data(_ teacherRatio: Double, seed: UInt64) -> DatasetSpecification {
      DatasetSpecification(
        samples: samples, tokensAndFeatures: dimension, keys: keys, teacherRatio: teacherRatio, seed: seed)
    }

    /// The loss from which on forecasts of the last stretch are judged: the second target.
    var stretchStart: Double { targets[1] }
    /// The loss that counts, the last target.
    var goal: Double { targets[targets.count - 1] }
  }

  /// `stall`.
  public static let name = "stall"
  /// What it does.
  public static let summary =
    "why gradient descent stalls on sparse teachers: from the ratio to condition numbers, forecasts and steps"

  /// Runs the chain for every teacher and seed.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    recorder.expect(work: Double(spec.seeds.count * spec.teacherRatios.count) + 1)
    var links: [StallLink] = []
    for ratio in spec.teacherRatios {
      for seed in spec.seeds {
        let label = "ratio \(ratio), seed \(seed)"
        links.append(try recorder.section(label) { try StallLink(ratio, seed, spec, &$0) })
        try recorder.advance(by: 1, label)
      }
    }
    let decoupled = try spec.decoupledRatios.map { ratio in
      try recorder.checkInterruption()
      return try DecoupledDescent(ratio: ratio)
    }
    try recorder.advance(by: 1, "decoupled flow")
    StallTables.record(links, decoupled, spec, into: &recorder)
    StallFindings(links, decoupled, spec).record(into: &recorder)
  }
}

/// Everything about one teacher at one seed: a row of the chain.
struct StallLink {
  let teacherRatio: Double
  let seed: UInt64
  let teacher: StallTeacher
  let descent: StallDescent
  let adam: StallAdam
  let preconditioned: StallPreconditioning
  let rates: [ModalRate]
  /// Steps to the goal at the best rate: of heavy ball, and of Adam with β₁ = 0.
  let heavyBall: LearningRateTuning.Entry
  let adamWithoutMomentum: LearningRateTuning.Entry
  /// Levenberg–Marquardt's steps to the goal.
  let secondOrderSteps: Int?

  /// The searches for a best rate.
  var entries: [LearningRateTuning.Entry] { [descent.entry, heavyBall, adam.entry, adamWithoutMomentum] }

  init(_ ratio: Double, _ seed: UInt64, _ spec: StallStudy.Spec, _ recorder: inout Recorder) throws {
    teacherRatio = ratio
    self.seed = seed
    let data = spec.data(ratio, seed: seed)
    let problem = try AttentionProblem(data, trained: .prompt, arithmetic: .teacherRelative)
    teacher = try StallTeacher(problem, spec)
    let tuned = try Self.tune(
      [GradientDescent(), HeavyBall()], spec.descentRates, data, spec, recorder.checkpoint)
    descent = try StallDescent(problem, teacher, tuned[0], spec, &recorder)
    heavyBall = tuned[1]
    adam = try StallAdam(
      problem, teacher, Self.tune([Adam()], spec.adamRates, data, spec, recorder.checkpoint)[0], spec,
      &recorder)
    var rootMeanSquare = Adam()
    rootMeanSquare.beta1 = 0
    adamWithoutMomentum = try Self.tune([rootMeanSquare], spec.adamRates, data, spec, recorder.checkpoint)[0]
    preconditioned = try StallPreconditioning(problem, teacher, spec, &recorder)
    rates = ModalRate.all(
      problem.loss, eigenvalues: teacher.modes.eigenvalues, vectors: teacher.modes.vectors)
    var rule = LevenbergMarquardt()
    rule.learningRate = 1
    var race = try Descent(
      on: problem.loss, members: [DescentMember(rule, from: problem.initialParameters)],
      options: DescentOptions(lossTarget: spec.goal, thresholds: [spec.goal]))
    race.advance(to: 200)
    secondOrderSteps = race.trajectories[0].firstSteps[0]
  }

  /// Each rule at every rate of a grid; what counts are the steps to the goal.
  ///
  /// In absolute arithmetic, which is twice as fast and as good at these losses.
  private static func tune(
    _ rules: [any Optimizer], _ rates: LearningRates, _ data: DatasetSpecification, _ spec: StallStudy.Spec,
    _ checkpoint: Checkpoint?
  ) throws -> [LearningRateTuning.Entry] {
    var training = LockstepTraining(
      problem: try AttentionProblem(data, trained: .prompt), steps: spec.steps, schedule: .ends,
      options: DescentOptions(lossTarget: spec.goal, divergenceFactor: 1e6, thresholds: [spec.goal]))
    training.race = LockstepTraining.Race(start: min(500, spec.steps), patience: spec.patience)
    training.checkpoint = checkpoint?.section("best rate of \(rules)")
    return try LearningRateTuning(
      training, rules.map { AnyOptimizer($0) }, over: rates.grid, maximumExtensions: spec.maximumExtensions,
      score: { $0.score(0, of: spec.steps) }
    ).entries
  }
}
