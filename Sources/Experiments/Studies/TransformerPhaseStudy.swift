internal import LinearAlgebra
public import SignalPropagation

/// The two exponents of a random transformer over strengths and weight scales, where they vanish, and simulations of
/// both.
public enum TransformerPhaseStudy: Experiment {
  /// The parameters.
  public struct Spec: Specification {
    /// The seed of weights and readouts.
    public var seed: UInt64 = 0
    /// φ.
    public var activation = Activation.tanh
    /// σ_A.
    public var attentionScale = 1.0
    /// n.
    public var tokens = 16
    /// L.
    public var layers = 16
    /// The ends of α = α_A = α_M on the map.
    public var strengths = [0.01, 0.99]
    /// The ends of σ_w on the map.
    public var weightScales = [1.0, 6]
    /// Points of the map in each direction.
    public var mapPoints = 100
    /// n of further zero contours of λ_g.
    public var otherTokens = [256, 65536]
    /// α of simulated transformers.
    public var simulatedStrengths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    /// Their σ_w, besides those at which theory says that an exponent vanishes.
    public var simulatedWeightScales = [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6]
    /// d = d_mlp.
    public var width = 256
    /// Transformers simulated.
    public var samples = 16
    /// The initial 1 − c: small, so that all layers are in the linear range of the collapsed point.
    public var dissimilarity = 1e-10

    /// The defaults.
    public init() {}

    /// Rejects what has no exponents.
    public func validate() throws {
      try require((2...64).contains(tokens), "tokens", "must be from 2 to 64")
      try require((1...64).contains(layers), "layers", "must be from 1 to 64")
      try require(attentionScale >= 0 && attentionScale <= 10, "attentionScale", "must be from 0 to 10")
      for (ends, path, bound) in [(strengths, "strengths", 1.0), (weightScales, "weightScales", 100)] {
        try require(
          ends.count == 2 && ends[0] > 0 && ends[0] < ends[1] && ends[1] <= bound, path,
          "needs two ends, above 0 and at most \(bound)")
      }
      try require(strengths[1] < 1, "strengths", "must be below 1")
      try require((2...500).contains(mapPoints), "mapPoints", "must be from 2 to 500")
      try requireUnique(otherTokens, "otherTokens")
      try require(otherTokens.allSatisfy { $0 >= 2 }, "otherTokens", "must be 2 at least")
      for (list, path) in [
        (simulatedStrengths, "simulatedStrengths"), (simulatedWeightScales, "simulatedWeightScales"),
      ] {
        try require(!list.isEmpty, path, "must not be empty")
        try requireUnique(list, path)
      }
      try require(
        simulatedStrengths.allSatisfy { $0 > 0 && $0 < 1 }, "simulatedStrengths", "must be between 0 and 1")
      try require(
        simulatedWeightScales.allSatisfy { $0 > 0 && $0 <= 100 }, "simulatedWeightScales",
        "must be above 0 and at most 100")
      try require((tokens...4096).contains(width), "width", "must be from the tokens to 4096")
      try require(samples >= 2, "samples", "must be 2 at least")
      try require(
        dissimilarity >= 1e-14 && dissimilarity <= 1e-4, "dissimilarity", "must be from 1e-14 to 1e-4")
    }

    /// The transformer of α and σ_w.
    package func initialization(_ strength: Double, _ weightScale: Double) -> TransformerInitialization {
      TransformerInitialization(
        activation, attentionStrength: strength, mlpStrength: strength, attentionScale: attentionScale,
        weightScale: weightScale, tokens: tokens)
    }

    /// Points from one end to the other.
    package func grid(_ ends: [Double]) -> [Double] {
      (0..<mapPoints).map { ends[0] + (ends[1] - ends[0]) * Double($0) / Double(mapPoints - 1) }
    }
  }

  /// `transformer-phase`.
  public static let name = "transformer-phase"
  /// What it does.
  public static let summary =
    "angle and gradient exponents of random transformers over α and σ_w: where each vanishes, theory and simulation"

  /// Computes the maps, simulates, and compares.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    let theory = TransformerPhaseDiagram(spec)
    let simulation = try TransformerPhaseSimulation(spec, &recorder)
    TransformerPhaseTables(theory, simulation).record(into: &recorder)
    TransformerPhaseFindings(theory, simulation).record(into: &recorder)
  }
}
