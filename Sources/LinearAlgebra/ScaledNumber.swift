internal import Foundation

/// A positive number of any size, as significand·2^exponent: what ratios beyond 1e308 are kept in.
public struct ScaledNumber: Equatable, Sendable {
  /// Finite and not negative.
  public var significand: Double
  /// The power of two beside it.
  public var exponent: Int

  /// A number from its parts.
  public init(significand: Double, exponent: Int) {
    precondition(significand >= 0 && significand.isFinite, "a scaled number is finite and not negative")
    self.significand = significand
    self.exponent = exponent
  }

  /// e^x, to an ulp beside what rounding x means.
  public init(exponential x: Double) {
    let exponent = (x * 0x1.71547652b82fep+0).rounded()
    // ln 2 in two parts, the first cut to 32 bits: its product with the exponent is exact.
    let rest = (x - exponent * 0x1.62e42fee00000p-1) - exponent * 0x1.a39ef35793c76p-33
    self.init(significand: exp(rest), exponent: Int(exponent))
  }

  /// The decimal logarithm; −∞ for zero.
  public var log10: Double {
    // A factor of the significand that is a power of two belongs to the exponent: near 1 the logarithm is small.
    guard significand > 0 else { return -.infinity }
    let shift = Int(significand.exponent)
    let reduced = scalbn(significand, -shift)
    return Foundation.log10(reduced) + Double(exponent + shift) * 0x1.34413509f79ffp-2
  }

  /// The product with a number that is not negative.
  public static func * (a: ScaledNumber, factor: Double) -> ScaledNumber {
    ScaledNumber(significand: a.significand * factor, exponent: a.exponent)
  }
}
