internal import LinearAlgebra
public import SignalPropagation

/// The geometry of tokens and gradients in random transformers: mean-field theory against simulation.
public enum TransformerGeometryStudy: Experiment {
  /// A transformer, where its tokens begin, and what is read out.
  public struct Case: Codable, Equatable, Sendable {
    /// How it is called in tables and figures.
    public var name: String
    /// φ.
    public var activation: Activation
    /// α_A.
    public var attentionStrength: Double
    /// α_M.
    public var mlpStrength: Double
    /// σ_A.
    public var attentionScale: Double
    /// σ_w.
    public var weightScale: Double
    /// r_A and r_M.
    public var residual: TransformerInitialization.Residual
    /// c of the initial simplex, of length 1.
    public var correlation: Double
    /// Of the gradient.
    public var readout: TransformerReadout

    init(
      _ name: String, _ strengths: (Double, Double), activation: Activation = .tanh, attentionScale: Double,
      weightScale: Double, residual: TransformerInitialization.Residual = .sqrt, from correlation: Double,
      readout: TransformerReadout = .independent
    ) {
      self.name = name
      self.activation = activation
      (attentionStrength, mlpStrength) = strengths
      self.attentionScale = attentionScale
      self.weightScale = weightScale
      self.residual = residual
      self.correlation = correlation
      self.readout = readout
    }

    package func initialization(tokens: Int) -> TransformerInitialization {
      TransformerInitialization(
        activation, attentionStrength: attentionStrength, mlpStrength: mlpStrength,
        attentionScale: attentionScale, weightScale: weightScale, tokens: tokens, residual: residual)
    }
  }

  /// The parameters.
  public struct Spec: Specification {
    /// The seed of weights and readouts.
    public var seed: UInt64 = 0
    /// n.
    public var tokens = 16
    /// L.
    public var layers = 16
    /// d = d_mlp.
    public var widths = [128, 1024]
    /// Transformers of each width.
    public var samples = [256, 16]
    /// The transformers.
    public var cases = [
      Case("ordered", (0.5, 0.5), attentionScale: 1, weightScale: 1, from: 0.3),
      Case("chaotic", (0.3, 0.7), attentionScale: 1, weightScale: 3, from: 0.95),
      Case("strong", (0.7, 0.7), attentionScale: 2, weightScale: 3, from: 0.3),
      Case("erf", (0.4, 0.6), activation: .erf, attentionScale: 1.5, weightScale: 2, from: 0.5),
      Case("plain", (0.3, 0.7), attentionScale: 1, weightScale: 3, residual: .plain, from: 0.3),
      Case("shared", (0.5, 0.5), attentionScale: 1, weightScale: 1, from: 0.3, readout: .shared),
    ]
    /// The cases whose block maps are drawn as vector fields.
    public var fields = ["ordered", "chaotic"]
    /// Points of a vector field in each direction.
    public var fieldPoints = 13
    /// α_A of attention alone.
    public var aloneStrength = 0.5
    /// Its σ_A.
    public var aloneScales = [0, 1, 2, 4.0]
    /// c of its initial simplex.
    public var aloneCorrelation = 0.3
    /// 1 − c from which the rate of the collapse is measured.
    public var collapsedDissimilarity = 1e-9

    /// The defaults.
    public init() {}

    /// Rejects what has no theory or no simplex.
    public func validate() throws {
      try require((2...64).contains(tokens), "tokens", "must be from 2 to 64")
      try require((1...64).contains(layers), "layers", "must be from 1 to 64")
      try require(!widths.isEmpty, "widths", "must not be empty")
      try requireUnique(widths, "widths")
      try require(
        widths.allSatisfy { ($0 >= tokens) && ($0 <= 4096) }, "widths", "must be from the tokens to 4096")
      try require(samples.count == widths.count, "samples", "needs one number for each width")
      try require(samples.allSatisfy { $0 >= 2 }, "samples", "must be 2 at least")
      try require(!cases.isEmpty, "cases", "must not be empty")
      try requireUnique(cases.map(\.name), "cases")
      for entry in cases {
        try requireStrength(entry.attentionStrength, "cases (\(entry.name)).attentionStrength")
        try requireStrength(entry.mlpStrength, "cases (\(entry.name)).mlpStrength")
        try requireScale(entry.attentionScale, "cases (\(entry.name)).attentionScale", atMost: 10)
        try requireScale(entry.weightScale, "cases (\(entry.name)).weightScale", atMost: 100)
        try requireCorrelation(entry.correlation, "cases (\(entry.name)).correlation")
      }
      try requireUnique(fields, "fields")
      for field in fields {
        try require(cases.contains { $0.name == field }, "fields", "'\(field)' is no case")
      }
      try require((2...50).contains(fieldPoints), "fieldPoints", "must be from 2 to 50")
      try requireStrength(aloneStrength, "aloneStrength")
      try require(aloneStrength > 0 && aloneStrength < 1, "aloneStrength", "must be between 0 and 1")
      try requireUnique(aloneScales, "aloneScales")
      for scale in aloneScales { try requireScale(scale, "aloneScales", atMost: 10) }
      try requireCorrelation(aloneCorrelation, "aloneCorrelation")
      try require(
        collapsedDissimilarity > 0 && collapsedDissimilarity <= 1e-3, "collapsedDissimilarity",
        "must be positive and at most 1e-3")
    }

    private func requireStrength(_ strength: Double, _ path: String) throws {
      try require((0...1).contains(strength), path, "must be from 0 to 1")
    }

    private func requireScale(_ scale: Double, _ path: String, atMost bound: Double) throws {
      try require(scale >= 0 && scale <= bound, path, "must be from 0 to \(bound)")
    }

    private func requireCorrelation(_ correlation: Double, _ path: String) throws {
      try require(correlation >= 0 && correlation < 1, path, "must be at least 0 and below 1")
    }

    /// Attention without a perceptron.
    func alone(_ scale: Double, _ tokens: Int) -> TransformerInitialization {
      TransformerInitialization(
        .tanh, attentionStrength: aloneStrength, mlpStrength: 0, attentionScale: scale, weightScale: 1,
        tokens: tokens)
    }
  }

  /// `transformer-geometry`.
  public static let name = "transformer-geometry"
  /// What it does.
  public static let summary =
    "lengths, angles and gradients through random transformers: mean-field theory against simulation"

  /// Simulates at each width, and compares.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    let result = try TransformerGeometry(spec, &recorder)
    TransformerGeometryTables(result).record(into: &recorder)
    TransformerGeometryFindings(result).record(into: &recorder)
  }
}
