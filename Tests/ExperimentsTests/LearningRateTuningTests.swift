import Attention
import Experiments
import Optimizers
import TeacherStudent
import Testing

@Suite struct LearningRateTuningTests {
  private static func training(steps: Int, race: LockstepTraining.Race? = nil, target: Double? = nil) throws
    -> LockstepTraining
  {
    var data = DatasetSpecification()
    data.samples = 12
    data.tokens = 4
    data.dimension = 5
    var training = LockstepTraining(
      problem: try AttentionProblem(data, trained: .prompt), steps: steps, schedule: .every(10),
      options: DescentOptions(lossTarget: target, thresholds: target.map { [$0] } ?? []))
    training.race = race
    return training
  }

  private static func rules() throws -> [AnyOptimizer] {
    try ["gradient-descent", "adam"].map(OptimizerCatalog.optimizer(named:))
  }

  @Test func bestRateStandsInsideTheGrid() throws {
    // A grid that starts far too low must be extended upwards.
    let grid = try LearningRateGrid(start: 1e-4, stop: 1e-3, pointsPerDecade: 2)
    let tuning = try LearningRateTuning(
      Self.training(steps: 200), Self.rules(), over: grid,
      score: { $0.finalLoss.isNaN ? nil : $0.finalLoss })
    for entry in tuning.entries {
      #expect(entry.isInterior)
      #expect(entry.search.grid.rates.count > 3)
      let losses = entry.curves.map(\.finalLoss).filter { !$0.isNaN }
      #expect(entry.best?.finalLoss == losses.min())
    }
  }

  @Test func lockstepEqualsEachRuleAlone() throws {
    let training = try Self.training(steps: 50)
    let rules = try Self.rules().map { rule in
      var copy = rule
      copy.learningRate = 0.05
      return copy
    }
    let together = try training.run(rules)
    for (rule, curve) in zip(rules, together) {
      let alone = try training.run([rule])[0]
      #expect(alone.steps == curve.steps)
      for (a, b) in zip(alone.column("loss"), curve.column("loss")) { #expect(abs(a - b) <= 1e-12 * a) }
    }
  }

  @Test func raceRetiresOnlyThoseThatCannotWin() throws {
    let rates = [0.001, 0.3, 1]
    let rules = try rates.map {
      try OptimizerCatalog.optimizer(named: "gradient-descent", learningRate: $0)
    }
    let free = try Self.training(steps: 3000, target: 1e-5).run(rules)
    let raced = try Self.training(
      steps: 3000, race: LockstepTraining.Race(start: 20, patience: 100), target: 1e-5
    ).run(rules)
    let first = { (curves: [Curve]) in curves.compactMap { $0.trajectory?.firstSteps[0] }.min() }
    // The winner is the same; the slowest rate is stopped before the end.
    #expect(try #require(first(free)) == #require(first(raced)))
    guard case .retired(let step)? = raced[0].trajectory?.outcome else {
      Issue.record("the slow rate went on: \(raced[0].outcome)")
      return
    }
    #expect(step < 3000 && step >= 20)
  }
}
