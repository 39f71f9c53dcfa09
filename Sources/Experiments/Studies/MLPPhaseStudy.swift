internal import Foundation
internal import LinearAlgebra
internal import Reporting
public import SignalPropagation

/// Order and chaos in fully connected networks: lengths, correlations, phase diagram and depth scales, in theory and
/// at finite width.
public enum MLPPhaseStudy: Experiment {
  /// The parameters.
  public struct Spec: Specification {
    /// Seeds of the random networks.
    public var seeds: [UInt64] = Array(0..<40)
    /// φ.
    public var activation = Activation.tanh
    /// The networks that are followed layer by layer: σ_w.
    public var weightScales = [1.3, 2.5, 4.0]
    /// Their σ_b, and that of the dots in the phase diagram.
    public var biasScale = 0.3
    /// N.
    public var width = 1000
    /// Layers through which lengths and correlations are followed.
    public var layers = 20
    /// q⁰ of the three inputs.
    public var initialLengths = [0.5, 6.0, 15.0]
    /// c⁰ of the pairs of inputs, at length q*.
    public var initialCorrelations = [0.0, 0.5, 0.9, 0.99]
    /// The σ_w at which the growth of a small displacement is measured.
    public var measuredWeightScales = GridSpecification(start: 1, stop: 2.2, count: 13)
    /// Inputs each network is measured with.
    public var measuredInputs = 8
    /// The phase diagram's σ_w.
    public var gridWeightScales = GridSpecification(start: 1, stop: 5, count: 41)
    /// The phase diagram's σ_b.
    public var gridBiasScales = GridSpecification(start: 0, stop: 4, count: 41)
    /// σ_b² of the depth scales.
    public var depthBiasVariance = 0.05
    /// σ_w² of the depth scales.
    public var depthWeightVariances = GridSpecification(start: 1, stop: 4, count: 121)

    /// The defaults.
    public init() {}

    /// Rejects what cannot be run.
    public func validate() throws {
      try require(!seeds.isEmpty, "seeds", "needs at least one seed")
      try requireUnique(seeds, "seeds")
      try require(!weightScales.isEmpty, "weightScales", "needs at least one scale")
      try requireUnique(weightScales, "weightScales")
      for scale in weightScales { try requireScale(scale, "weightScales") }
      try requireScale(biasScale, "biasScale")
      try require(
        biasScale > 0, "biasScale", "must be positive: without a bias ordered networks have no length")
      try require(width >= 2, "width", "must be at least 2")
      try require(layers >= 1, "layers", "must be at least 1")
      try require(
        initialLengths.allSatisfy { $0 > 0 && $0.isFinite }, "initialLengths", "must be positive")
      try require(
        initialCorrelations.allSatisfy { (-1...1).contains($0) }, "initialCorrelations",
        "must lie between −1 and 1")
      try require(measuredInputs >= 1, "measuredInputs", "must be at least 1")
      try require(
        depthBiasVariance > 0 && depthBiasVariance <= 100, "depthBiasVariance", "must lie between 0 and 100")
      for (grid, path) in [
        (measuredWeightScales, "measuredWeightScales"), (gridWeightScales, "gridWeightScales"),
        (gridBiasScales, "gridBiasScales"), (depthWeightVariances, "depthWeightVariances"),
      ] {
        try require(
          grid.start >= 0 && grid.start < grid.stop && grid.stop <= 30 && grid.count >= 2, path,
          "must ascend between 0 and 30 and have two points at least")
      }
      try require(
        activation == .tanh || activation == .erf, "activation",
        "must be tanh or erf: lengths of the others have no fixed point in the ranges shown")
    }

    private func requireScale(_ scale: Double, _ path: String) throws {
      try require(scale > 0 && scale <= 30, path, "must be positive and no more than 30")
    }

    /// A network of the study.
    func network(_ weightScale: Double, _ biasScale: Double) -> MeanFieldNetwork {
      MeanFieldNetwork(activation, weightScale: weightScale, biasScale: biasScale)
    }
  }

  /// `mlp-phase`.
  public static let name = "mlp-phase"
  /// What it does.
  public static let summary =
    "order and chaos in deep fully connected networks: theory beside networks of finite width"

  /// Theory first, then the networks.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    let simulation = Double(spec.seeds.count)
    recorder.expect(work: simulation + 4)
    let phases = spec.weightScales.map { NetworkPhase(spec.network($0, spec.biasScale)) }
    let diagram = MLPPhaseDiagram(spec)
    try recorder.advance(by: 4, "theory")
    let networks = try recorder.map(spec.seeds.count, "networks", label: { "\($0) networks" }) {
      MLPPhaseSimulation(spec, phases, seed: spec.seeds[$0])
    }
    diagram.record(spec, into: &recorder)
    MLPPhaseFindings(spec, phases, networks).record(into: &recorder)
  }
}

/// Equally spaced numbers, both ends included.
public struct GridSpecification: Codable, Equatable, Sendable {
  /// The first.
  public var start: Double
  /// The last.
  public var stop: Double
  /// How many.
  public var count: Int

  /// A grid.
  public init(start: Double, stop: Double, count: Int) {
    (self.start, self.stop, self.count) = (start, stop, count)
  }

  /// The numbers.
  var values: [Double] {
    (0..<count).map { start + (stop - start) * Double($0) / Double(count - 1) }
  }
}
