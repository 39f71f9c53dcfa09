internal import Foundation

/// What a layer applies to its pre-activations, element by element; 0 at 0 for each of them.
public enum Activation: String, CaseIterable, Codable, Sendable {
  /// tanh x.
  case tanh
  /// erf x, without the factor √π/2 in its argument some papers have.
  case erf
  /// max(0, x).
  case relu
  /// x·Φ(x), Φ the normal distribution function; the exact one, not its tanh approximation.
  case gelu
}

extension Activation {
  /// φ(x).
  public func value(_ x: Double) -> Double {
    switch self {
    case .tanh: Foundation.tanh(x)
    case .erf: Foundation.erf(x)
    case .relu: max(0, x)
    case .gelu: x * Self.normalDistribution(x)
    }
  }

  /// φ′(x); ½ at the kink of ReLU.
  public func slope(_ x: Double) -> Double {
    switch self {
    case .tanh: Self.squaredSecant(x)
    case .erf: 2 / Double.pi.squareRoot() * exp(-x * x)
    case .relu: x > 0 ? 1 : x < 0 ? 0 : 0.5
    case .gelu: Self.normalDistribution(x) + x * Self.normalDensity(x)
    }
  }

  /// φ″(x); for ReLU 0, without the point mass at its kink.
  public func curvature(_ x: Double) -> Double {
    switch self {
    case .tanh: -2 * Foundation.tanh(x) * Self.squaredSecant(x)
    case .erf: -2 * x * slope(x)
    case .relu: 0
    case .gelu: (2 - x * x) * Self.normalDensity(x)
    }
  }

  /// φ′(0); NaN for ReLU, whose slope jumps there.
  public var slopeAtZero: Double { self == .relu ? .nan : slope(0) }

  /// One line that says what it is.
  public var summary: String {
    switch self {
    case .tanh: "tanh x"
    case .erf: "erf x"
    case .relu: "max(0, x)"
    case .gelu: "x Φ(x), Φ the normal distribution function"
    }
  }

  /// sech² x, without overflow.
  static func squaredSecant(_ x: Double) -> Double {
    let e = exp(-2 * abs(x))
    return 4 * e / ((1 + e) * (1 + e))
  }

  private static func normalDistribution(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

  private static func normalDensity(_ x: Double) -> Double { exp(-x * x / 2) / (2 * Double.pi).squareRoot() }
}
