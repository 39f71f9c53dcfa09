internal import Foundation
internal import LinearAlgebra
internal import Reporting
public import SignalPropagation

/// A circle of inputs through deep fully connected networks: autocorrelation, length and curvature, in theory and at
/// finite width.
public enum MLPCircleStudy: Experiment {
  /// The parameters.
  public struct Spec: Specification {
    /// Seeds of the random networks.
    public var seeds: [UInt64] = Array(0..<10)
    /// φ.
    public var activation = Activation.tanh
    /// σ_w.
    public var weightScales = [1.3, 2.5, 4.0]
    /// σ_b.
    public var biasScale = 0.3
    /// N.
    public var width = 1000
    /// Points on the circle.
    public var points = 192
    /// Layers.
    public var layers = 10
    /// The layers whose shape is drawn.
    public var shownLayers = [0, 3, 6, 10]

    /// The defaults.
    public init() {}

    /// Rejects what cannot be run.
    public func validate() throws {
      try require(seeds.count >= 2, "seeds", "needs two seeds at least: scatter is measured")
      try requireUnique(seeds, "seeds")
      try require(
        !weightScales.isEmpty && weightScales.allSatisfy { $0 > 0 && $0 <= 30 }, "weightScales",
        "must be positive and no more than 30")
      try requireUnique(weightScales, "weightScales")
      try require(biasScale > 0 && biasScale <= 30, "biasScale", "must be positive and no more than 30")
      try require(width >= 2, "width", "must be at least 2")
      try require(points >= 8 && points.isMultiple(of: 2), "points", "must be even and at least 8")
      try require(layers >= 2, "layers", "must be at least 2")
      try require(
        shownLayers.allSatisfy { (0...layers).contains($0) }, "shownLayers", "must be layers of the network")
      try requireUnique(shownLayers, "shownLayers")
      try require(
        activation == .tanh || activation == .erf, "activation",
        "must be tanh or erf: curvature needs a second derivative, and lengths a fixed point")
    }
  }

  /// `mlp-circle`.
  public static let name = "mlp-circle"
  /// What it does.
  public static let summary =
    "a circle of inputs through deep networks: how chaos stretches and bends it, beside theory"

  /// Every network, with the same weights for all scales.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    recorder.expect(work: Double(spec.seeds.count))
    let phases = spec.weightScales.map {
      NetworkPhase(
        MeanFieldNetwork(spec.activation, weightScale: $0, biasScale: spec.biasScale))
    }
    let images = try recorder.map(spec.seeds.count, "networks", label: { "\($0) networks" }) {
      try propagate(spec, phases, seed: spec.seeds[$0], keepsShape: $0 == 0)
    }
    MLPCircleFindings(spec, phases, images).record(into: &recorder)
  }

  /// The images by network and layer.
  private static func propagate(
    _ spec: Spec, _ phases: [NetworkPhase], seed: UInt64, keepsShape: Bool
  ) throws -> [[CircleImage]] {
    var curves = phases.map {
      RandomCurve(
        circleOfLength: $0.map.fixedLength, width: spec.width, points: spec.points, seed: seed)
    }
    func image(_ curve: RandomCurve, _ layer: Int) throws -> CircleImage {
      let isShown = keepsShape && spec.shownLayers.contains(layer)
      return CircleImage(
        autocorrelation: curve.autocorrelation, metric: curve.metrics.mean,
        curvatureSquared: curve.squaredCurvatures.mean, euclideanLength: curve.euclideanLength,
        grassmannianLength: curve.grassmannianLength,
        shape: isShown ? try curve.principalCoordinates(3) : nil)
    }
    var images = try curves.map { [try image($0, 0)] }
    for index in 1...spec.layers {
      let layer = RandomLayer(width: spec.width, seed: seed, index: index)
      for (k, phase) in phases.enumerated() {
        curves[k] = layer(phase.map.network, curves[k])
        images[k].append(try image(curves[k], index))
      }
    }
    return images
  }
}

/// What is kept of the image of a circle.
struct CircleImage: Codable, Sendable {
  let autocorrelation: [Double]
  let metric: Double
  let curvatureSquared: Double
  let euclideanLength: Double
  let grassmannianLength: Double
  let shape: Matrix?
}
