import Experiments
import Foundation
import LinearAlgebra
import Reporting
import SignalPropagation
import Testing

@Suite struct TrainabilityStudyTests {
  private static func spec() -> TrainabilityStudy.Spec {
    var spec = TrainabilityStudy.Spec()
    spec.networks.weightVariances = GridSpecification(start: 1, stop: 3, count: 2)
    spec.networks.depths = [2, 4]
    (spec.networks.width, spec.networks.steps, spec.networks.tests) = (10, 4, 20)
    spec.transformers.attentionStrengths = [0.2, 0.6]
    spec.transformers.mlpStrengths = [0.2, 0.6]
    spec.transformers.weightScales = [1, 4]
    (spec.transformers.width, spec.transformers.layers) = (8, 2)
    (spec.transformers.steps, spec.transformers.batch, spec.transformers.tests) = (3, 4, 6)
    spec.permutations = 19
    return spec
  }

  @Test func theWholeStudyIsTheSameForAnyNumberOfThreads() throws {
    let spec = Self.spec()
    try spec.validate()
    func run(threads: Int) throws -> Recorder {
      let before = Parallel.threads
      Parallel.threads = threads
      defer { Parallel.threads = before }
      var recorder = Recorder(interruption: { nil })
      try TrainabilityStudy.run(spec, into: &recorder)
      return recorder
    }
    let (one, two) = (try run(threads: 1), try run(threads: 2))
    #expect(one.tables.map { CSV.text($0.table) } == two.tables.map { CSV.text($0.table) })
    #expect(one.metrics.count > 40)
    let rows = Dictionary(uniqueKeysWithValues: one.tables.map { ($0.name, $0.table.count) })
    #expect(rows["network-runs"] == 2 * 2 * 2 * 2 && rows["networks"] == 4 && rows["network-depths"] == 2)
    #expect(rows["transformer-runs"] == 8 * 2 * 3 && rows["transformers"] == 8 && rows["forecasts"] == 4 * 6)
  }

  /// A network of given accuracies for each of two variances.
  private static func networks(_ accuracies: [Double]) -> NetworkTrainability {
    var spec = TrainabilityStudy.Networks()
    spec.weightVariances = GridSpecification(start: 1, stop: 3, count: 2)
    spec.depths = [10, 20, 40]
    let outcomes = accuracies.map {
      TrainingOutcome(test: Classification(loss: 0, accuracy: $0), lateLoss: 0, divergence: nil)
    }
    return NetworkTrainability(
      spec, TrainingGrid(cells: 6, seeds: [0], learningRates: [1], outcomes: outcomes))
  }

  /// With four classes half-way to chance is an accuracy of 5/8.
  @Test func trainableDepths() {
    let some = Self.networks([1, 0.75, 0.5, 1, 1, 1])
    #expect(abs(some.columns[0].depth - 20 * 2.0.squareRoot()) < 1e-12)
    #expect(
      abs(some.columns[0].factor - some.columns[0].depth / some.columns[0].phase.correlationDepth) < 1e-12)
    #expect(some.columns[1].depth == .infinity)
    #expect(Self.networks([0.3, 0.3, 0.3, 0.7, 0.2, 0.2]).columns[0].depth == 0)
  }

  @Test func cutsThatSort() {
    let networks = Self.networks([1, 1, 0, 1, 0, 0])
    // A scale that knows: depths above 20 and above 10 fail.
    let scales = [networks.columns[0].weightVariance: 20.0, networks.columns[1].weightVariance: 10]
    let known = networks.sorted { scales[$0.weightVariance] ?? .nan }
    #expect(known.share == 1 && known.cut > 1 && known.cut < 2)
    // Depth alone has one network wrong.
    #expect(abs(networks.sorted { _ in 1 }.share - 5.0 / 6) < 1e-14)
    #expect(Self.networks(Array(repeating: 0, count: 6)).sorted { _ in 1 }.share == 1)
    #expect(
      networks.rankCorrelation { scales[$0.weightVariance] ?? .nan } < networks.rankCorrelation { _ in 1 })
  }

  /// Losses made of the exponents are foretold, and random ones are not.
  @Test func forecasts() {
    var spec = TrainabilityStudy.Transformers()
    (spec.layers, spec.tokens, spec.mlpStrengths) = (2, 4, [0.2, 0.7])
    (spec.attentionStrengths, spec.weightScales) = ([0.1, 0.4, 0.7], [1, 3, 7])
    let points = TransformerTrainability(
      spec,
      TrainingGrid(
        cells: 18, seeds: [0], learningRates: [1],
        outcomes: Array(
          repeating: TrainingOutcome(
            test: Classification(loss: 9, accuracy: 0), lateLoss: 0, divergence: nil),
          count: 18)))
    #expect(points.losses(rate: nil).allSatisfy { $0 == log(4.0) })
    let losses = points.points.map { 0.5 + max(abs($0.angle), 2 * abs($0.gradient)) }
    let made = LossForecasts(points.points, losses: losses, permutations: 39, seed: 1)
    #expect(
      made[.exponents].quality.correlation > 1 - 1e-9 && made[.exponents].quality.leaveOneOut > 1 - 1e-6)
    #expect(made[.scales].quality.leaveOneOut < 0.95)
    #expect((made.permuted.max() ?? 1) < 0.95)
    let line = points.points.map {
      1 + $0.initialization.attentionStrength - 2 * $0.initialization.mlpStrength
        + log($0.initialization.weightScale)
    }
    let other = LossForecasts(points.points, losses: line, permutations: 19, seed: 1)
    #expect(other[.scales].quality.leaveOneOut > 1 - 1e-9 && other[.exponents].quality.leaveOneOut < 0.9)
  }

  @Test func aSpecificationThatMakesNoSenseIsRefused() {
    func isRefused(_ change: (inout TrainabilityStudy.Spec) -> Void) -> Bool {
      var spec = TrainabilityStudy.Spec()
      change(&spec)
      do { try spec.validate() } catch { return true }
      return false
    }
    #expect(!isRefused { _ in })
    #expect(isRefused { $0.seeds = [1] })
    #expect(isRefused { $0.seeds = [1, 1] })
    #expect(isRefused { $0.permutations = 3 })
    #expect(isRefused { $0.networks.optimizer = "adma" })
    #expect(isRefused { $0.networks.learningRates = [] })
    #expect(isRefused { $0.transformers.learningRates = [-1] })
    #expect(isRefused { $0.networks.activation = .relu })
    #expect(isRefused { $0.networks.biasVariance = 0 })
    #expect(isRefused { $0.networks.weightVariances.count = 1 })
    #expect(isRefused { $0.networks.depths = [3, 2] })
    #expect(isRefused { $0.networks.classes = 1 })
    #expect(isRefused { $0.networks.similarity = 0 })
    #expect(isRefused { $0.networks.steps = 0 })
    #expect(isRefused { $0.transformers.mlpStrengths = [0.5] })
    #expect(isRefused { $0.transformers.attentionStrengths = [0.5, 1] })
    #expect(isRefused { $0.transformers.weightScales = [1, 1] })
    #expect(isRefused { $0.transformers.tokens = 6 })
    #expect(isRefused { $0.transformers.width = 4 })
    #expect(isRefused { $0.transformers.layers = 0 })
  }
}
