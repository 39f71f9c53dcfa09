import Attention
import ExperimentSupport
import Experiments
import Foundation
import Optimizers
import TeacherStudent
import Testing

@Suite struct LockstepTrainingTests {
  @Test func weightDecayDoesNotKnowTheTeacher() throws {
    var data = DatasetSpecification()
    data.samples = 6
    data.tokens = 3
    data.dimension = 4
    let problem = try AttentionProblem(data, trained: .prompt, arithmetic: .teacherRelative)
    let training = LockstepTraining(problem: problem, steps: 3, schedule: .ends)
    #expect(throws: TrainingError.knowsTheOrigin(optimizer: "adamw")) {
      try training.run([AnyOptimizer(AdamW())])
    }
    var decayFree = AdamW()
    decayFree.weightDecay = 0
    #expect(try training.run([AnyOptimizer(decayFree)]).count == 1)
    #expect(OptimizerCatalog.types.filter { !$0.init().isTranslationInvariant }.map { $0.name } == ["adamw"])
  }

  /// Interrupted again and again, at steps and at observations, with rates retired meanwhile: the same bits.
  @Test(arguments: [nil, MiniBatches(size: 3, seed: 5)])
  func aTrainingThatIsInterruptedGoesOnToTheSameBits(_ batches: MiniBatches?) throws {
    var data = DatasetSpecification()
    (data.samples, data.tokens, data.dimension) = (8, 4, 4)
    let problem = try AttentionProblem(data, trained: .prompt)
    var training = LockstepTraining(
      problem: problem, steps: 600, schedule: .every(11),
      options: DescentOptions(lossTarget: 1e-3, divergenceFactor: 1e6, thresholds: [0.1, 1e-3]),
      miniBatches: batches, race: .init(start: 100, patience: 80))
    let rules = try [("gradient-descent", 0.1), ("gradient-descent", 1e4), ("adam", 1e-3), ("adam", 0.1)]
      .map { try OptimizerCatalog.optimizer(named: $0.0, learningRate: $0.1) }
    let whole = try training.run(rules)
    #expect(Set(whole.map(\.outcome)).count >= 3)

    try Scratch.folder { scratch in
      let opened = try Checkpoint(scratch, digest: "a")
      var checkpoint = try #require(opened)
      checkpoint.shortestPiece = 0
      // A state before every step, the end of each stretch of the race included.
      (checkpoint.interval, checkpoint.restraint) = (0, 0)
      training.checkpoint = checkpoint.section("training")
      var attempts = 0
      var parts: [Curve]?
      while parts == nil {
        attempts += 1
        var (steps, observations) = (0, 0)
        func count(_ number: inout Int, upTo limit: Int) throws {
          number += 1
          if number > limit { throw Interruption(signal: 15) }
        }
        do {
          parts = try training.run(
            rules, observed: { _, _ in try count(&observations, upTo: attempts.isMultiple(of: 2) ? 3 : 100) },
            beforeStep: { try count(&steps, upTo: 40 + attempts) })
        } catch is Interruption { #expect(attempts < 100) }
      }
      #expect(attempts > 5)
      let curves = try #require(parts)
      #expect(curves.map(\.steps) == whole.map(\.steps))
      #expect(
        curves.map { $0.values.map { $0.map(\.bitPattern) } }
          == whole.map { $0.values.map { $0.map(\.bitPattern) } })
      #expect(curves.map(\.outcome) == whole.map(\.outcome))
      #expect(curves.map { $0.trajectory?.parameters } == whole.map { $0.trajectory?.parameters })
      // Once it is done, it is not done again.
      let again = try training.run(rules, observed: { _, _ in Issue.record("trained again") })
      #expect(again.map(\.outcome) == whole.map(\.outcome))
    }
  }
}
