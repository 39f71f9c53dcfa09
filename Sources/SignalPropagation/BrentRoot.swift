/// A zero of a continuous function between two points where its signs differ.
///
/// - Reference: Brent (1973), "Algorithms for Minimization without Derivatives", chapter 4.
enum BrentRoot {
  /// The zero between `low` and `high`, to a few units in the last place; nil if the signs there do not differ.
  static func find(
    _ low: Double, _ high: Double, _ function: (Double) -> Double
  ) -> Double? {
    var (a, b) = (low, high)
    var (fa, fb) = (function(a), function(b))
    if fa == 0 { return a }
    if fb == 0 { return b }
    guard fa * fb < 0 || (fa < 0) != (fb < 0), !fa.isNaN, !fb.isNaN else { return nil }
    var (c, fc, d) = (a, fa, b - a)
    var e = d
    for _ in 0..<200 {
      if (fb < 0) == (fc < 0) { (c, fc, d, e) = (a, fa, b - a, b - a) }
      if abs(fc) < abs(fb) { (a, b, c, fa, fb, fc) = (b, c, b, fb, fc, fb) }
      let tolerance = 2 * Double.ulpOfOne * abs(b)
      let middle = (c - b) / 2
      if abs(middle) <= tolerance || fb == 0 { return b }
      if abs(e) < tolerance || abs(fa) <= abs(fb) {
        (d, e) = (middle, middle)
      } else {
        var (p, q): (Double, Double)
        let s = fb / fa
        if a == c {
          (p, q) = (2 * middle * s, 1 - s)
        } else {
          let (t, r) = (fa / fc, fb / fc)
          p = s * (2 * middle * t * (t - r) - (b - a) * (r - 1))
          q = (t - 1) * (r - 1) * (s - 1)
        }
        if p > 0 { q = -q } else { p = -p }
        if 2 * p < min(3 * middle * q - abs(tolerance * q), abs(e * q)) {
          (e, d) = (d, p / q)
        } else {
          (d, e) = (middle, middle)
        }
      }
      (a, fa) = (b, fb)
      b += abs(d) > tolerance ? d : (middle > 0 ? tolerance : -tolerance)
      fb = function(b)
    }
    return b
  }
}
