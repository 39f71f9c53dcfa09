public import SignalPropagation

extension TrainabilityStudy {
  /// Transformers over the strengths of both branches and the weight scale.
  public struct Transformers: Codable, Sendable {
    /// φ.
    public var activation = Activation.tanh
    /// α_A.
    public var attentionStrengths = [0.1, 0.3, 0.5, 0.7]
    /// α_M.
    public var mlpStrengths = [0.2, 0.5, 0.8]
    /// σ_w.
    public var weightScales = [1, 2, 3, 4.5, 7]
    /// σ_A.
    public var attentionScale = 1.0
    /// d = d_mlp.
    public var width = 48
    /// n.
    public var tokens = 8
    /// L.
    public var layers = 16
    /// Parts of a sequence that a token tells apart.
    public var parts = 4
    /// The standard deviation of scores.
    public var spread = 4.0
    /// Sequences a step sees, each once.
    public var batch = 16
    /// Steps of training.
    public var steps = 200
    /// Sequences of the test.
    public var tests = 256
    /// The rule of training.
    public var optimizer = "gradient-descent"
    /// Its rates, of which each training is also told with its best.
    public var learningRates = [1, 3, 10.0]

    /// The defaults.
    public init() {}

    func validate(_ spec: Spec) throws {
      for (list, path) in [
        (attentionStrengths, "attentionStrengths"), (mlpStrengths, "mlpStrengths"),
        (weightScales, "weightScales"),
      ] {
        try spec.require(list.count >= 2, "transformers." + path, "needs two: a forecast is made of them")
        try spec.requireUnique(list, "transformers." + path)
      }
      for (list, path) in [(attentionStrengths, "attentionStrengths"), (mlpStrengths, "mlpStrengths")] {
        try spec.require(
          list.allSatisfy { $0 > 0 && $0 < 1 }, "transformers." + path, "must be between 0 and 1")
      }
      try spec.require(
        weightScales.allSatisfy { $0 > 0 && $0 <= 100 }, "transformers.weightScales",
        "must be above 0 and at most 100")
      try spec.require(
        attentionScale >= 0 && attentionScale <= 10, "transformers.attentionScale", "must be from 0 to 10")
      try spec.require((2...64).contains(tokens), "transformers.tokens", "must be from 2 to 64")
      try spec.require(
        (tokens...1024).contains(width), "transformers.width", "must be from the tokens to 1024")
      try spec.require((1...64).contains(layers), "transformers.layers", "must be from 1 to 64")
      try spec.require(
        parts >= 2 && tokens % parts == 0, "transformers.parts", "must be 2 at least, and divide the tokens")
      try spec.require(spread > 0 && spread <= 100, "transformers.spread", "must be above 0 and at most 100")
      for (number, path) in [(batch, "batch"), (steps, "steps"), (tests, "tests")] {
        try spec.require((1...100_000).contains(number), "transformers." + path, "must be from 1 to 100000")
      }
    }

    /// α_A, then α_M, then σ_w, the last fastest.
    package var initializations: [TransformerInitialization] {
      attentionStrengths.flatMap { attention in
        mlpStrengths.flatMap { mlp in
          weightScales.map { scale in
            TransformerInitialization(
              activation, attentionStrength: attention, mlpStrength: mlp, attentionScale: attentionScale,
              weightScale: scale, tokens: tokens)
          }
        }
      }
    }

    func sequences(_ part: String, _ count: Int, _ seed: UInt64) -> RankedTokens {
      RankedTokens(
        width: width, length: tokens, parts: parts, spread: spread, sequences: count, seed: seed, part: part)
    }

    /// Of a training, in units of 10⁹ operations.
    var work: Double { 30e-9 * Double(layers * width * width * tokens * batch * steps) }
  }
}
