import Foundation

/// Roots of positive numbers.
enum Root {
  /// x^(1/n).
  static func nth(_ x: Double, _ n: Int) -> Double { exp(log(x) / Double(n)) }
}
