/// How the tokens of a generated dataset are distributed.
public enum TokenDistribution: String, Codable, CaseIterable, Sendable {
  /// Independent N(0, 1) entries.
  case gaussian
  /// Keys with K_i K_jᵀ = δᵢⱼ I: the frame of N·n orthonormal keys is Haar distributed; needs d ≥ N·n.
  case orthogonalKeys
  /// Spiked covariance I + θ² μ μᵀ: every token is noise plus θ·h·μ with its own h ~ N(0, 1) (Johnstone 2001).
  case spiked
  /// One token of each sample, at a random place, is noise plus the context θ·μ; the others are noise.
  case contextual
  /// Covariance with eigenvalues ∝ k^−α of mean 1 along a random orthonormal basis.
  case correlated
}

/// How the key matrix W of a generated dataset is distributed.
public enum KeyDistribution: String, Codable, CaseIterable, Sendable {
  /// Haar-distributed orthogonal: κ(W) = 1, so that only the softmax conditions the problem.
  case orthogonal
  /// Independent N(0, 1/d) entries: κ(W)² enters every Hessian for p and may hide the softmax.
  case gaussian
  /// W = I.
  case identity
}

/// Which mean of the attention ratios r = max s / min s over the samples is set to the teacher's ratio.
public enum RatioConvention: String, Codable, CaseIterable, Sendable {
  /// log₁₀ of the arithmetic mean of the r_i: the largest ratios decide.
  case log10MeanRatio
  /// The arithmetic mean of log₁₀ r_i: the typical ratio decides.
  case meanLog10Ratio
}

/// What the labels are.
public enum LabelKind: String, Codable, CaseIterable, Sendable {
  /// y = f + σ·ε with ε ~ N(0, 1).
  case regression
  /// y = 1 if f + σ·ε > 0 and 0 otherwise, ε standard logistic: P(y = 1) = 1/(1 + exp(−f/σ)).
  ///
  /// The sign of f for σ = 0, and a draw from the logistic model itself for σ = 1.
  case binary
}

/// Everything that determines a generated dataset.
///
/// Each random part reads a stream of its own, named after it, under `seed`: changing or adding one
/// (noise, a test split, an output) leaves the draws of the others as they were.
public struct DatasetSpecification: Codable, Equatable, Sendable {
  /// The number of training samples, N ≥ 1.
  public var samples = 100
  /// The number of tokens a sample, n ≥ 2.
  public var tokens = 20
  /// The number of features a token, d ≥ 1; d > N is the over-parameterised case.
  public var dimension = 20
  /// The number of outputs, m ≥ 1.
  public var outputs = 1
  /// The mean attention ratio of the teacher on the training samples, above 1 and up to 1e308.
  public var teacherRatio = 10.0
  /// Which mean that is.
  public var ratioConvention = RatioConvention.log10MeanRatio
  /// The distribution of W.
  public var keys = KeyDistribution.orthogonal
  /// The distribution of X.
  public var tokenDistribution = TokenDistribution.gaussian
  /// θ ≥ 0 of spiked and contextual tokens, in standard deviations of the noise.
  public var signalStrength = 3.0
  /// α ≥ 0 of correlated tokens.
  public var spectralExponent = 1.0
  /// What the labels are.
  public var labelKind = LabelKind.regression
  /// σ ≥ 0; 0 makes the labels realizable by a student.
  public var labelNoise = 0.0
  /// The number of samples held out, with labels of the same distribution.
  public var testSamples = 0
  /// The seed of the data; initialisations and mini-batches have seeds of their own.
  public var seed: UInt64 = 0

  /// The talk's under-parameterised problem: N = 100, n = d = 20, ratio 10, orthogonal keys, no noise.
  public init() {}

  /// Reads the keys given; those left out keep their defaults.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ value: inout Value, _ key: CodingKeys) throws {
      value = try container.decodeIfPresent(Value.self, forKey: key) ?? value
    }
    try read(&samples, .samples)
    try read(&tokens, .tokens)
    try read(&dimension, .dimension)
    try read(&outputs, .outputs)
    try read(&teacherRatio, .teacherRatio)
    try read(&ratioConvention, .ratioConvention)
    try read(&keys, .keys)
    try read(&tokenDistribution, .tokenDistribution)
    try read(&signalStrength, .signalStrength)
    try read(&spectralExponent, .spectralExponent)
    try read(&labelKind, .labelKind)
    try read(&labelNoise, .labelNoise)
    try read(&testSamples, .testSamples)
    try read(&seed, .seed)
  }
}
