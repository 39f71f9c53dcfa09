/// A transformer at initialisation: blocks of one attention layer and one two-layer perceptron, fresh weights in each.
///
///     x̂ = √d·x/|x|,   x′ = r_A x + α_A Σ_j A_ij V x̂_j,   x″ = r_M x′ + α_M W₂ φ(W₁ x̂′),
///     A_ij = softmax_j(x̂_iᵀQᵀK x̂_j/√d)
///
/// with (QᵀK)_ab of variance σ_A²/d, V ~ N(0, σ_V²/d), W₁ ~ N(0, σ_w²/d), W₂ ~ N(0, σ_2²/d_mlp); one head, no mask, no
/// positions, no biases. The model of Cowsik, Nebabu, Qi and Ganguli (2024); of its conventions the scale of W₂, the
/// definition of σ_A and those of the residual were taken from other people's programs, not from its text.
public struct TransformerInitialization: Equatable, Sendable {
  /// How much of a token passes a layer unchanged.
  public enum Residual: String, CaseIterable, Codable, Sendable {
    /// r = √(1 − α²): lengths have a fixed point.
    case sqrt
    /// r = 1: lengths grow by a constant each block.
    case plain

    /// r².
    func square(_ strength: Double) -> Double {
      self == .plain ? 1 : (1 - strength) * (1 + strength)
    }
  }

  /// φ.
  public var activation: Activation
  /// α_A, 0 … 1.
  public var attentionStrength: Double
  /// α_M, 0 … 1.
  public var mlpStrength: Double
  /// σ_A, the standard deviation of a logit.
  public var attentionScale: Double
  /// σ_w.
  public var weightScale: Double
  /// n.
  public var tokens: Int
  /// r_A and r_M.
  public var residual: Residual
  /// σ_V.
  public var valueScale: Double
  /// σ_2.
  public var outputScale: Double

  /// An initialisation; scales and strengths that make no sense trap.
  public init(
    _ activation: Activation, attentionStrength: Double, mlpStrength: Double, attentionScale: Double,
    weightScale: Double, tokens: Int, residual: Residual = .sqrt, valueScale: Double = 1,
    outputScale: Double = 1
  ) {
    precondition(
      (0...1).contains(attentionStrength) && (0...1).contains(mlpStrength), "a strength is between 0 and 1")
    precondition(
      [attentionScale, weightScale, valueScale, outputScale].allSatisfy { $0 >= 0 && $0.isFinite },
      "a scale is finite and not negative")
    precondition(tokens >= 1, "a transformer needs a token")
    self.activation = activation
    self.attentionStrength = attentionStrength
    self.mlpStrength = mlpStrength
    self.attentionScale = attentionScale
    self.weightScale = weightScale
    self.tokens = tokens
    self.residual = residual
    self.valueScale = valueScale
    self.outputScale = outputScale
  }

  /// r_A².
  var attentionResidual: Double { residual.square(attentionStrength) }
  /// r_M².
  var mlpResidual: Double { residual.square(mlpStrength) }
  /// α_A²σ_V².
  var attentionGain: Double { attentionStrength * attentionStrength * valueScale * valueScale }
  /// α_M²σ_2².
  var mlpGain: Double { mlpStrength * mlpStrength * outputScale * outputScale }
}
