/// Tokens as a regular simplex: one length and one angle.
public struct TokenGeometry: Codable, Equatable, Sendable {
  /// q = |x_i|²/d.
  public var length: Double
  /// q − p with p = x_i·x_k/d, i ≠ k: kept instead of p, so that angles near 0 keep their digits.
  public var gap: Double

  /// Tokens of q and q − p.
  public init(length: Double, gap: Double) {
    self.length = length
    self.gap = gap
  }

  /// Tokens of q and c.
  public init(length: Double, correlation: Double) {
    self.init(length: length, gap: length * (1 - correlation))
  }

  /// 1 − c.
  public var dissimilarity: Double { gap / length }

  /// c = p/q.
  public var correlation: Double { 1 - gap / length }
}

/// The second moments of the gradient with respect to the tokens.
public struct GradientGeometry: Codable, Equatable, Sendable {
  /// u = |∂ℓ/∂x_i|²/d.
  public var length: Double
  /// w = ∂ℓ/∂x_i·∂ℓ/∂x_k/d, i ≠ k.
  public var overlap: Double

  /// Moments.
  public init(length: Double, overlap: Double) {
    self.length = length
    self.overlap = overlap
  }

  /// Readouts of the tokens that are independent: (1, 0).
  public static let independent = GradientGeometry(length: 1, overlap: 0)
  /// One readout shared by all tokens: (1, 1).
  public static let shared = GradientGeometry(length: 1, overlap: 1)
}
