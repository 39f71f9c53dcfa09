/// The weight scale at which an exponent of the collapsed point vanishes, everything else given.
public enum PhaseBoundary {
  /// Scales beyond this are not looked at.
  public static let largestWeightScale = 1000.0

  /// σ_w where λ_a = 0; nil if there is none.
  public static func angle(_ transformer: TransformerInitialization) -> Double? {
    root(transformer) { $0.angleExponent }
  }

  /// σ_w where λ_g(n, L) = 0; nil if there is none.
  public static func gradient(_ transformer: TransformerInitialization, layers: Int) -> Double? {
    root(transformer) { $0.gradientExponent(tokens: transformer.tokens, layers: layers) }
  }

  /// The first change of sign from negative to positive.
  private static func root(
    _ transformer: TransformerInitialization, _ exponent: (CollapsedPoint) -> Double
  ) -> Double? {
    func value(_ weightScale: Double) -> Double {
      var changed = transformer
      changed.weightScale = weightScale
      return exponent(CollapsedPoint(changed))
    }
    var low = 0.0
    var high = 0.05
    guard transformer.mlpStrength > 0, !(value(0.05) >= 0) else { return nil }
    while high < largestWeightScale {
      (low, high) = (high, high * 1.2)
      if value(high) >= 0 { return BrentRoot.find(low, high, value) }
    }
    return nil
  }
}
