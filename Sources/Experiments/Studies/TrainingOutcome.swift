internal import LinearAlgebra
internal import Objectives
package import Optimizers
package import SignalPropagation

/// What training led to that sees each sample once: step t the samples tB ..< (t + 1)B.
///
/// So the loss that a step measures before it moves is one of samples not yet seen.
package struct TrainingOutcome: Sendable {
  /// How the trained network does on the samples of the test; its loss is not finite if training diverged.
  package let test: Classification
  /// The mean loss over the last tenth of the steps, each before the step; infinite if training diverged.
  package let lateLoss: Double
  /// The first step whose loss was not finite.
  package let divergence: Int?

  package init(test: Classification, lateLoss: Double, divergence: Int?) {
    (self.test, self.lateLoss, self.divergence) = (test, lateLoss, divergence)
  }

  /// Trains a network and tests it.
  ///
  /// - Parameters:
  ///   - batch: B; the network has `batch`·`steps` samples at least.
  ///   - test: The same network with the samples of the test.
  package init<Network: Classifier>(
    _ network: Network, test: Network, seed: UInt64, _ optimizer: AnyOptimizer, batch: Int, steps: Int
  ) {
    precondition(batch * steps <= network.sampleCount, "each step needs samples of its own")
    precondition(test.dimension == network.dimension, "the test is of the same network")
    let start = network.initialParameters(seed: seed)
    var run = OptimizerRun(optimizer, dimension: start.count)
    var workspace = network.makeWorkspace(trajectories: 1)
    var gradients = Matrix(rows: start.count, columns: 1)
    var point = Matrix(rows: start.count, columns: 1, storage: start)
    var evaluation = Evaluation(loss: .nan, gradient: gradients.storage)
    var losses = [0.0]
    var late: [Double] = []
    var divergence: Int?
    for step in 0..<steps {
      network.evaluate(
        point, samples: Array(step * batch..<(step + 1) * batch), losses: &losses, gradients: &gradients,
        workspace: &workspace)
      // A gradient that is not finite shows in the next loss.
      guard losses[0].isFinite else {
        divergence = step
        break
      }
      if 10 * (step + 1) > 9 * steps { late.append(losses[0]) }
      evaluation.loss = losses[0]
      swap(&gradients.storage, &evaluation.gradient)
      run.step(&point.storage, evaluation)
    }
    let result = test.classification(point.storage, samples: 0..<test.sampleCount, workspace: &workspace)
    self.init(
      test: result, lateLoss: divergence == nil && result.loss.isFinite ? late.mean : .infinity,
      divergence: divergence)
  }
}
