internal import LinearAlgebra
package import Optimizers
internal import SignalPropagation

/// Trainings of every cell of a grid, from every seed and at every learning rate.
package struct TrainingGrid: Sendable {
  package let cells: Int
  package let seeds: [UInt64]
  package let learningRates: [Double]
  /// By cell, seed and rate, the last fastest.
  package let outcomes: [TrainingOutcome]

  package init(
    cells: Int, seeds: [UInt64], learningRates: [Double], outcomes: [TrainingOutcome]
  ) {
    precondition(outcomes.count == cells * seeds.count * learningRates.count, "each training has its outcome")
    self.cells = cells
    self.seeds = seeds
    self.learningRates = learningRates
    self.outcomes = outcomes
  }

  /// Trains, a few cells at a time on all threads.
  ///
  /// - Parameters:
  ///   - work: Of a training of a cell, in the recorder's unit.
  ///   - train: The training of a cell and a seed; a function of its arguments alone.
  /// - Throws: `Interruption`.
  package init(
    cells: Int, seeds: [UInt64], optimizer: String, learningRates: [Double], work: (Int) -> Double,
    _ label: String, _ recorder: inout Recorder,
    train: (_ cell: Int, _ seed: UInt64, _ optimizer: AnyOptimizer) -> TrainingOutcome
  ) throws {
    let rules = try learningRates.map {
      try OptimizerCatalog.optimizer(named: optimizer, learningRate: $0)
    }
    let each = seeds.count * rules.count
    // A batch is short enough for an interruption, and long enough for threads to share evenly.
    let batch = max(1, (4 * Parallel.threads + each - 1) / each)
    var outcomes: [TrainingOutcome] = []
    for first in stride(from: 0, to: cells, by: batch) {
      let end = min(first + batch, cells)
      outcomes += Parallel.map((end - first) * each) { index in
        let (cell, rest) = (first + index / each, index % each)
        return train(cell, seeds[rest / rules.count], rules[rest % rules.count])
      }
      try recorder.advance(
        by: Double(each) * (first..<end).map(work).reduce(0, +), "\(end) of \(cells) \(label)")
    }
    self.init(cells: cells, seeds: seeds, learningRates: learningRates, outcomes: outcomes)
  }

  package subscript(cell: Int, seed: Int, rate: Int) -> TrainingOutcome {
    outcomes[(cell * seeds.count + seed) * learningRates.count + rate]
  }

  /// The outcome at one rate, or for nil at the one with the lowest late loss of training.
  package func outcome(_ cell: Int, _ seed: Int, rate: Int?) -> TrainingOutcome {
    self[cell, seed, rate ?? bestRate(cell, seed)]
  }

  /// The rate of the lowest late loss; the first one of equals.
  package func bestRate(_ cell: Int, _ seed: Int) -> Int {
    learningRates.indices.min { self[cell, seed, $0].lateLoss < self[cell, seed, $1].lateLoss } ?? 0
  }
}
