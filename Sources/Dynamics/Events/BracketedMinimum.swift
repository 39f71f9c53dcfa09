internal import Foundation

/// The least value of a function of one variable between two places, if it has but one minimum there.
///
/// - Reference: Brent (1973), Algorithms for Minimization without Derivatives, ch. 5: golden sections and parabolas.
enum BracketedMinimum {
  private static let golden = 0.3819660112501051

  /// A minimum, or the first place met at which the function is not positive.
  ///
  /// The place of a minimum is known to √ε only, its value to ε.
  ///
  /// - Complexity: Some ten evaluations for a smooth function, some eighty at most.
  static func find(
    between lower: Double, and upper: Double, from first: Double, of function: (Double) -> Double
  ) -> (place: Double, value: Double) {
    var (a, b) = (lower, upper)
    let tolerance = max(1e-9 * (upper - lower), 2 * max(abs(lower), abs(upper)).ulp)
    var x = first > a && first < b ? first : a + golden * (b - a)
    var fx = function(x)
    var (w, fw, v, fv) = (x, fx, x, fx)
    var (move, moveBefore) = (0.0, 0.0)
    for _ in 0..<80 where fx > 0 {
      let middle = 0.5 * (a + b)
      if abs(x - middle) <= 2 * tolerance - 0.5 * (b - a) { break }
      // The vertex of the parabola through the three best places, if it moves less than half of the move before last.
      let (r, q) = ((x - w) * (fx - fv), (x - v) * (fx - fw))
      let (p, d) = ((x - v) * q - (x - w) * r, 2 * (q - r))
      let vertex = d != 0 ? -p / d : .infinity
      let isInside = x + vertex > a + tolerance && x + vertex < b - tolerance
      if isInside, abs(vertex) < 0.5 * abs(moveBefore) {
        (moveBefore, move) = (move, vertex)
      } else {
        moveBefore = (x < middle ? b : a) - x
        move = golden * moveBefore
      }
      if abs(move) < tolerance { move = move < 0 ? -tolerance : tolerance }
      let u = x + move
      let fu = function(u)
      if fu <= fx {
        if u >= x { a = x } else { b = x }
        (v, fv, w, fw, x, fx) = (w, fw, x, fx, u, fu)
      } else {
        if u < x { a = u } else { b = u }
        if fu <= fw || w == x {
          (v, fv, w, fw) = (w, fw, u, fu)
        } else if fu <= fv || v == x || v == w {
          (v, fv) = (u, fu)
        }
      }
    }
    return (x, fx)
  }
}
