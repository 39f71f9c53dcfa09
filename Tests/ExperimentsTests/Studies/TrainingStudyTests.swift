import Attention
import Experiments
import LinearAlgebra
import Objectives
import TeacherStudent
import Testing

@Suite struct TrainingStudyTests {
  private func spec(learningRate: Double) -> TrainingStudy.Spec {
    var spec = TrainingStudy.Spec()
    spec.seeds = [3]
    (spec.samples, spec.dimension, spec.teacherRatio) = (12, 4, 100)
    (spec.steps, spec.target, spec.learningRate) = (400, 1e-3, learningRate)
    return spec
  }

  private func metrics(_ spec: TrainingStudy.Spec) throws -> [String: Double] {
    var recorder = Recorder(interruption: { nil })
    try TrainingStudy.run(spec, into: &recorder)
    return Dictionary(uniqueKeysWithValues: recorder.metrics.map { ($0.key, $0.value) })
  }

  /// Gradient descent written out.
  @Test func theStepsAreThoseOfAPlainLoop() throws {
    let spec = spec(learningRate: 1)
    var data = DatasetSpecification()
    (data.samples, data.tokens, data.dimension, data.teacherRatio) = (12, 4, 4, 100)
    (data.keys, data.seed) = (spec.keys, 3)
    let problem = try AttentionProblem(data, trained: .prompt)
    var parameters = Matrix(columnByColumn: [problem.initialParameters])
    var gradients = Matrix(rows: 4, columns: 1)
    var losses = [Double.nan]
    var workspace = problem.loss.makeWorkspace(trajectories: 1)
    var steps = 0
    while true {
      problem.loss.evaluate(parameters, losses: &losses, gradients: &gradients, workspace: &workspace)
      if losses[0] <= spec.target || steps == spec.steps { break }
      for k in 0..<4 { parameters[k, 0] -= spec.learningRate * gradients[k, 0] }
      steps += 1
    }
    let metrics = try metrics(spec)
    #expect(losses[0] <= spec.target && steps > 5)
    #expect(metrics["stepsToTarget"] == Double(steps))
    #expect(metrics["reached"] == 1)
    #expect(abs((metrics["loss"] ?? .nan) / losses[0] - 1) < 1e-9)
  }

  @Test func whatDivergesNeverArrives() throws {
    var spec = spec(learningRate: 1e160)
    // With the prompt alone attention saturates and the loss stays bounded.
    spec.parameters = .promptAndValue
    let metrics = try metrics(spec)
    #expect(metrics["diverged"] == 1 && metrics["reached"] == 0 && metrics["stepsToTarget"] == .infinity)
    #expect(metrics["loss"]?.isNaN == true)
  }

  /// Sweeps put the metrics of all cells into the same columns.
  @Test func noParameterIsInAMetricsName() throws {
    var other = spec(learningRate: 0.5)
    (other.teacherRatio, other.target, other.dimension, other.seeds) = (10, 1e-2, 5, [1, 2])
    #expect(try metrics(other).keys.sorted() == metrics(spec(learningRate: 1)).keys.sorted())
  }

  @Test func whatCannotBeTrainedIsRefused() {
    for (rate, seeds) in [(0.0, [1]), (-1, [1]), (.infinity, [1]), (1, []), (1, [1, 1])]
      as [(Double, [UInt64])]
    {
      var spec = spec(learningRate: rate)
      spec.seeds = seeds
      #expect(throws: SpecificationError.self) { try spec.validate() }
    }
  }
}
