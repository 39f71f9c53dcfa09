import Attention
import Experiments
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
}
