internal import Foundation

/// The polynomial of degree 8 through the values of a function at Chebyshev points of an interval, and how far it is
/// off halfway between them.
///
///     p(x) = Σ c_k T_k(x),     x ∈ [−1, 1] over the interval
///
/// |p| lies between |c₀| − Σ|c_k| and |c₀| + Σ|c_k|, k ≥ 1, and so do its derivatives with their own coefficients:
/// what they exclude needs no search.
///
/// - Complexity: 17 evaluations.
/// - Reference: Trefethen (2013), Approximation Theory and Approximation Practice, ch. 3, 4 and 8.
struct ChebyshevInterpolant {
  private static let degree = 8

  let lower: Double
  let upper: Double
  /// The 17 places, ascending, and the values there; those with even index are interpolated.
  private(set) var places: [Double]
  private(set) var values: [Double]
  /// c.
  let coefficients: [Double]
  /// Four times the largest distance to the function halfway between the points, or to what rounding makes of it.
  let error: Double

  /// cos(πj/16), j = 0 … 32.
  private static let cosines = (0...32).map { cos(Double($0) * .pi / 16) }

  /// Interpolates between two places at which the values are known.
  init(
    from lower: Double, _ lowerValue: Double, to upper: Double, _ upperValue: Double,
    of function: (Double) -> Double
  ) {
    (self.lower, self.upper) = (lower, upper)
    let count = 2 * Self.degree
    places = (0...count).map { j in
      // From the nearer end, so that the ends are exact.
      let share = 0.5 * (1 - Self.cosines[j <= count / 2 ? j : count - j]) * (upper - lower)
      return j <= count / 2 ? lower + share : upper - share
    }
    values = places
    (values[0], values[count]) = (lowerValue, upperValue)
    for j in 1..<count { values[j] = function(places[j]) }
    var coefficients = [Double](repeating: 0, count: Self.degree + 1)
    for k in 0...Self.degree {
      for j in 0...Self.degree {
        let isEnd = j == 0 || j == Self.degree
        // The places ascend: x_j = −cos(πj/8), and T_k(−x) = (−1)^k·T_k(x).
        coefficients[k] += (isEnd ? 0.5 : 1) * values[2 * j] * Self.cosines[2 * (j * k % (2 * Self.degree))]
      }
      coefficients[k] *= (k == 0 || k == Self.degree ? 1 : 2) / Double(Self.degree)
      if !k.isMultiple(of: 2) { coefficients[k] = -coefficients[k] }
    }
    self.coefficients = coefficients
    let largest = values.reduce(0) { max($0, abs($1)) }
    var off = largest * .ulpOfOne
    for j in stride(from: 1, to: count, by: 2) {
      let difference = abs(Self.sum(coefficients, at: -Self.cosines[j]) - values[j])
      // Not max(): NaN must stay.
      if !(difference <= off) { off = difference }
    }
    error = 4 * off
  }

  /// p at x ∈ [−1, 1], or a derivative by its coefficients.
  static func sum(_ coefficients: [Double], at x: Double) -> Double {
    var (next, afterNext) = (0.0, 0.0)
    for c in coefficients.dropFirst().reversed() { (next, afterNext) = (2 * x * next - afterNext + c, next) }
    return x * next - afterNext + coefficients[0]
  }

  /// The coefficients of the derivative by x.
  static func derivative(_ c: [Double]) -> [Double] {
    var d = [Double](repeating: 0, count: c.count + 1)
    for k in stride(from: c.count - 1, through: 1, by: -1) { d[k - 1] = d[k + 1] + 2 * Double(k) * c[k] }
    d[0] *= 0.5
    return Array(d.prefix(max(1, c.count - 1)))
  }

  /// The least absolute value a polynomial may have; negative if it may have zeros.
  static func leastMagnitude(_ c: [Double]) -> Double { abs(c[0]) - c.dropFirst().reduce(0) { $0 + abs($1) } }

  /// What an error of the function may be in its first and second derivative: Markov's bounds at degree 16.
  static let markovBounds = (first: 256.0, second: 256.0 * 255 / 3)
}
