import Experiments
import LinearAlgebra
import Optimizers
import SignalPropagation
import Testing

@Suite struct TrainingGridTests {
  private static func outcome(_ loss: Double) -> TrainingOutcome {
    TrainingOutcome(test: Classification(loss: loss, accuracy: 0), lateLoss: loss, divergence: nil)
  }

  @Test func eachTrainingHasItsPlace() throws {
    var recorder = Recorder(interruption: { nil })
    let grid = try TrainingGrid(
      cells: 7, seeds: [5, 3], optimizer: "gradient-descent", learningRates: [1, 0.1, 10], work: { _ in 1 },
      "",
      &recorder
    ) { cell, seed, rule in
      Self.outcome(100 * Double(cell) + 10 * Double(seed) + (rule.learningRate - 1) * (rule.learningRate - 1))
    }
    #expect(grid[4, 1, 2].test.loss == 430 + 81 && grid[6, 0, 0].test.loss == 650)
    #expect(grid.bestRate(3, 0) == 0 && grid.outcome(3, 1, rate: nil).test.loss == 330)
    #expect(grid.outcome(3, 1, rate: 2).test.loss == 411)
  }

  /// One that diverged is the best only if all others did.
  @Test func divergedTrainings() {
    let diverged = TrainingOutcome(
      test: Classification(loss: .nan, accuracy: 0), lateLoss: .infinity, divergence: 3)
    let grid = TrainingGrid(
      cells: 2, seeds: [0], learningRates: [1, 2],
      outcomes: [diverged, Self.outcome(7), diverged, diverged])
    #expect(grid.bestRate(0, 0) == 1 && grid.bestRate(1, 0) == 0)
  }

  @Test func interruption() {
    var recorder = Recorder(interruption: { Interruption(signal: 2) })
    #expect(throws: Interruption.self) {
      try TrainingGrid(
        cells: 2, seeds: [0], optimizer: "adam", learningRates: [1], work: { _ in 1 }, "", &recorder
      ) { _, _, _ in Self.outcome(1) }
    }
  }
}
