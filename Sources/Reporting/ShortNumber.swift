internal import Foundation

/// Numbers for reading, not for computing on.
public enum ShortNumber {
  /// Five significant digits, such as `3.1416`, `6.6e-06` or `1.2e+25`; whole numbers below a million in full.
  public static func text(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value > 0 ? "inf" : "-inf" }
    if value == value.rounded(), abs(value) < 1e6 { return String(Int(value)) }
    return String(format: "%.5g", value)
  }
}
