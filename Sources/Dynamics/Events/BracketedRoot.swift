internal import Foundation

/// The place where a function of one variable changes its sign, between two places where it has different ones.
///
/// - Reference: Oliveira and Takahashi (2020), "An enhancement of the bisection method average performance preserving
///   minmax optimality", ACM TOMS 47: the ITP method, never more than one step slower than bisection and
///   superlinear where the function is smooth.
enum BracketedRoot {
  /// The first double at or after the change of sign: the function is zero there, or has the sign it has at `upper`.
  ///
  /// - Precondition: The function is not zero at `lower`, and at `upper` it is zero or has the other sign.
  /// - Complexity: Some ten evaluations for a smooth function, one more than bisection at most.
  static func arrival(
    between lower: Double, _ lowerValue: Double, and upper: Double, _ upperValue: Double,
    of function: (Double) -> Double
  ) -> Double {
    precondition(lower < upper && lowerValue != 0, "a bracket has two ends, and begins beside the zero")
    let isRising = lowerValue < 0
    precondition(isRising ? upperValue >= 0 : upperValue <= 0, "the signs at the ends of a bracket differ")
    var (a, fa, b, fb) = (lower, lowerValue, upper, upperValue)
    let spacing = max(abs(lower), abs(upper)).ulp
    let halvings = max(1, ceil(log2((upper - lower) / spacing)))
    var radius = spacing * exp2(halvings)
    let truncation = 0.2 / (upper - lower)
    while b - a > spacing, fb != 0 {
      let middle = a + 0.5 * (b - a)
      // Interpolation, then truncation towards the middle, then projection onto what bisection would reach.
      let secant = (fb * a - fa * b) / (fb - fa)
      let towards: Double = middle >= secant ? 1 : -1
      let shift = truncation * (b - a) * (b - a)
      let truncated = shift <= abs(middle - secant) ? secant + towards * shift : middle
      let reach = max(0, radius - 0.5 * (b - a))
      var x = abs(truncated - middle) <= reach ? truncated : middle - towards * reach
      if !(x > a && x < b) { x = middle }
      guard x > a, x < b else { break }
      let value = function(x)
      if isRising ? value >= 0 : value <= 0 { (b, fb) = (x, value) } else { (a, fa) = (x, value) }
      radius *= 0.5
    }
    return b
  }
}
