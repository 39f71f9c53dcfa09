public import SignalPropagation

extension TrainabilityStudy {
  /// Deep fully connected networks over weight variance and depth.
  public struct Networks: Codable, Sendable {
    /// φ.
    public var activation = Activation.tanh
    /// σ_b².
    public var biasVariance = 0.05
    /// σ_w².
    public var weightVariances = GridSpecification(start: 1, stop: 4, count: 13)
    /// L.
    public var depths = [8, 12, 16, 24, 32, 48, 64, 96, 128]
    /// N.
    public var width = 128
    /// Classes of the data.
    public var classes = 4
    /// The correlation of two points of a class.
    public var similarity = 0.5
    /// Points a step sees, each once.
    public var batch = 32
    /// Steps of training.
    public var steps = 100
    /// Points of the test.
    public var tests = 256
    /// The rule of training.
    public var optimizer = "gradient-descent"
    /// Its rates, of which each training is also told with its best.
    public var learningRates = [0.1, 1]

    /// The defaults.
    public init() {}

    func validate(_ spec: Spec) throws {
      try spec.require(
        activation == .tanh || activation == .erf, "networks.activation",
        "must be tanh or erf: lengths of the others have no fixed point in the ranges shown")
      try spec.require(
        biasVariance > 0 && biasVariance <= 100, "networks.biasVariance", "must lie between 0 and 100")
      try spec.require(
        weightVariances.start > 0 && weightVariances.start < weightVariances.stop
          && weightVariances.stop <= 100 && weightVariances.count >= 2, "networks.weightVariances",
        "must ascend between 0 and 100 and have two points at least")
      try spec.require(
        depths.count >= 2 && depths.allSatisfy { (1...1000).contains($0) }
          && zip(depths, depths.dropFirst()).allSatisfy { $0 < $1 }, "networks.depths",
        "must be two at least, ascend, and be from 1 to 1000")
      try spec.require((2...4096).contains(width), "networks.width", "must be from 2 to 4096")
      try spec.require((2...1000).contains(classes), "networks.classes", "must be from 2 to 1000")
      try spec.require(
        similarity > 0 && similarity <= 1, "networks.similarity", "must be above 0 and at most 1")
      for (number, path) in [(batch, "batch"), (steps, "steps"), (tests, "tests")] {
        try spec.require((1...100_000).contains(number), "networks." + path, "must be from 1 to 100000")
      }
    }

    /// The network of σ_w².
    package func network(_ weightVariance: Double) -> MeanFieldNetwork {
      MeanFieldNetwork(
        activation, weightScale: weightVariance.squareRoot(), biasScale: biasVariance.squareRoot())
    }

    /// Half-way from chance to no error.
    package var threshold: Double { (1 + 1 / Double(classes)) / 2 }

    func points(_ part: String, _ count: Int, _ seed: UInt64) -> LabelledPoints {
      LabelledPoints(
        width: width, classes: classes, similarity: similarity, count: count, seed: seed, part: part)
    }

    /// Of a training, in units of 10⁹ operations.
    func work(depth: Int) -> Double { 6e-9 * Double(depth * width * width * batch * steps) }
  }
}
