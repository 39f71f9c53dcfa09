/// A number as an unevaluated sum of two doubles, good for some 31 digits.
///
/// For the few sums whose cancellation would cost more than the rest of an algorithm.
///
/// - Reference: Dekker (1971); Knuth (1969) for the sum of two doubles.
package struct DoubleDouble: Equatable, Sendable {
  /// The nearest double.
  package var high: Double
  /// What it misses.
  package var low: Double

  /// A double as it is.
  @inlinable
  package init(_ value: Double) { (high, low) = (value, 0) }

  /// The exact sum of two doubles.
  @inline(__always)
  package init(sum a: Double, _ b: Double) {
    let sum = a + b
    let other = sum - a
    (high, low) = (sum, (a - (sum - other)) + (b - other))
  }

  /// The sum, to 1e-31 of |a| + |b|.
  @inline(__always)
  package static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let sum = DoubleDouble(sum: a.high, b.high)
    return DoubleDouble(sum: sum.high, sum.low + (a.low + b.low))
  }

  /// The difference, to 1e-31 of |a| + |b|.
  @inline(__always)
  package static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    a + DoubleDouble(high: -b.high, low: -b.low)
  }

  /// The product, to 1e-31 of itself.
  @inline(__always)
  package static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let product = a.high * b.high
    let error = (-product).addingProduct(a.high, b.high)
    return DoubleDouble(sum: product, error + (a.high * b.low + a.low * b.high))
  }

  /// The quotient, to 1e-31 of itself.
  package static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let quotient = a.high / b.high
    let rest = a - b * DoubleDouble(quotient)
    return DoubleDouble(sum: quotient, (rest.high + rest.low) / b.high)
  }

  /// The root of a positive number, to 1e-31 of itself.
  package func squareRoot() -> DoubleDouble {
    let root = high.squareRoot()
    let rest = self - DoubleDouble(root) * DoubleDouble(root)
    return DoubleDouble(sum: root, (rest.high + rest.low) / (2 * root))
  }

  private init(high: Double, low: Double) { (self.high, self.low) = (high, low) }
}
