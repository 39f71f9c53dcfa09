import Experiments
import LinearAlgebra
import Objectives
import Optimizers
import SignalPropagation
import Testing

@Suite struct TrainingOutcomeTests {
  private static func network(_ points: LabelledPoints) -> MLPClassifier {
    MLPClassifier(
      MeanFieldNetwork(.tanh, weightScale: 1.3, biasScale: 0.2), layers: 2, inputs: points.points,
      labels: points.labels, classes: 3)
  }

  private static func points(_ part: String, _ count: Int) -> LabelledPoints {
    LabelledPoints(width: 12, classes: 3, similarity: 0.7, count: count, seed: 2, part: part)
  }

  private func train(_ rate: Double, steps: Int) throws -> TrainingOutcome {
    TrainingOutcome(
      Self.network(Self.points("training", 320)), test: Self.network(Self.points("test", 100)), seed: 1,
      try OptimizerCatalog.optimizer(named: "gradient-descent", learningRate: rate), batch: 8, steps: steps)
  }

  @Test func trainingLearns() throws {
    let (start, end) = (try train(1e-9, steps: 10), try train(1, steps: 40))
    #expect(end.test.loss < 0.5 * start.test.loss && end.test.accuracy > 0.8)
    #expect(end.lateLoss < start.lateLoss && end.divergence == nil)
  }

  /// Two steps by hand, on the first samples and the next.
  @Test func stepsAreThoseOfTheRule() throws {
    let network = Self.network(Self.points("training", 320))
    var point = Matrix(rows: network.dimension, columns: 1, storage: network.initialParameters(seed: 1))
    var (losses, gradients) = ([0.0], point)
    var workspace = network.makeWorkspace(trajectories: 1)
    for step in 0..<2 {
      network.evaluate(
        point, samples: Array(8 * step..<8 * step + 8), losses: &losses, gradients: &gradients,
        workspace: &workspace)
      for i in point.storage.indices { point.storage[i] -= 0.3 * gradients.storage[i] }
    }
    let test = Self.network(Self.points("test", 100))
    let expected = test.classification(point.storage, samples: 0..<100, workspace: &workspace)
    let trained = try train(0.3, steps: 2)
    #expect(trained.test == expected && trained.lateLoss == losses[0])
  }

  @Test func divergence() throws {
    let outcome = try train(.greatestFiniteMagnitude, steps: 10)
    #expect(outcome.lateLoss == .infinity && outcome.divergence != nil)
  }
}
