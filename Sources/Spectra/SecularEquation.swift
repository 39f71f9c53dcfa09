internal import CVectorMath
internal import Foundation
internal import LinearAlgebra

/// The equation Σ x_i/(x_i − λ) = 0, whose roots are the eigenvalues of diag(x) − x xᵀ on the tangent space.
///
/// The function rises from −∞ to +∞ in every gap between neighbouring distinct x. A root is found as
/// λ = x_k·(1 + t) with x_k the nearer end of its gap: neither t nor any x_i − λ then comes from a subtraction
/// that cancels, and since x enters by ratios only, logarithms of weights of any size do.
///
/// - Reference: Bunch, Nielsen and Sorensen (1978); Li (1994), the middle way (LAPACK working note 89).
struct SecularEquation {
  /// A root: λ = e^pole·(1 + offset).
  struct Root: Equatable {
    var pole: Double
    var offset: Double
    /// log λ.
    var logarithm: Double { pole + log1p(offset) }
  }

  /// log x, up to a common constant; those above the gap asked for must come first.
  var logWeights: [Double] {
    didSet {
      guard logWeights.count > offsets.count else { return }
      offsets = Array(repeating: 0, count: logWeights.count)
      scales = offsets
    }
  }
  /// e^−|log x_i − pole| − 1 and e^−|log x_i − pole|.
  private(set) var offsets: [Double]
  private(set) var scales: [Double]

  init(_ logWeights: [Double]) {
    self.logWeights = logWeights
    offsets = Array(repeating: 0, count: logWeights.count)
    scales = offsets
  }

  /// The root in the gap with the first `above` weights above it: all at least `upper`, the others at most `lower`.
  ///
  /// - Complexity: O(n) an iteration, of which there are about five; no allocation.
  mutating func root(above: Int, lower: Double, upper: Double) -> Root {
    precondition(above > 0 && above < logWeights.count && lower < upper, "a gap lies between two weights")
    let width = expm1(upper - lower)
    // Each term above exceeds 1 and each one below is at most 1/t: the root is not beyond this.
    let bound = Double(logWeights.count - above) / Double(above)
    measure(from: lower)
    var start = min(bound, 1 / Double(above))
    if width / 2 <= bound {
      let middle = sums(above: above, at: width / 2)
      if middle.below.value + middle.above.value < 0 {
        measure(from: upper)
        let gap = -expm1(lower - upper)
        let distance = Self.solve(pole: gap, upTo: gap, start: gap / 2) { distance in
          let sums = sums(above: above, at: -distance)
          return (
            Term(value: -sums.above.value, slope: sums.above.slope),
            Term(value: -sums.below.value, slope: sums.below.slope)
          )
        }
        return Root(pole: upper, offset: -distance)
      }
      start = min(start, width / 2)
    }
    // Not the width, which is infinite for weights further apart than any double.
    let distance = Self.solve(pole: width, upTo: min(width, 2 * bound), start: start) { distance in
      let sums = sums(above: above, at: distance)
      return (sums.below, sums.above)
    }
    return Root(pole: lower, offset: distance)
  }

  /// Prepares ``offsets`` and ``scales`` for one pole.
  mutating func measure(from pole: Double) {
    unsafe vector_math_secular_offsets(0, logWeights.count, logWeights, pole, &offsets, &scales)
  }

  /// A part of the function, and its derivative.
  struct Term {
    var value = 0.0
    var slope = 0.0
  }

  private func sums(above: Int, at t: Double) -> (below: Term, above: Term) {
    (
      below: sum(above..<logWeights.count, isAbove: false, t),
      above: sum(0..<above, isAbove: true, t)
    )
  }

  /// Long sums in blocks, which keeps their rounding errors apart as well.
  private func sum(_ range: Range<Int>, isAbove: Bool, _ t: Double) -> Term {
    var total = Term()
    var first = range.lowerBound
    while first < range.upperBound {
      let last = min(first + 4096, range.upperBound)
      var part = Term()
      unsafe vector_math_secular_sums(
        first, last, isAbove ? 1 : 0, t, offsets, scales, &part.value, &part.slope)
      total.value += part.value
      total.slope += part.slope
      first = last
    }
    return total
  }

  /// The zero in (0, `limit`) of near + far: near falls to −∞ at 0 and far rises to +∞ at `pole`, which is not below
  /// the limit and may be infinite.
  ///
  /// Each part is replaced by a constant and one fraction that has its value and slope; the zero of that model
  /// is the next iterate. Where it leaves the bracket, the bracket is halved in logarithms.
  private static func solve(
    pole: Double, upTo limit: Double, start: Double, _ evaluate: (Double) -> (near: Term, far: Term)
  ) -> Double {
    var (low, high) = (0.0, limit)
    var t = start
    for _ in 0..<200 {
      let (near, far) = evaluate(t)
      let value = near.value + far.value
      if value == 0 { return t }
      if value < 0 { low = t } else { high = t }
      // near ≈ p − q/y and far ≈ r + s/(pole − y) at y; in units of the distance to the pole.
      let inverse = 1 / (pole - t)
      let q = near.slope * t * t
      let constant = near.value + near.slope * t + far.value
      let height = 1 + inverse * t
      let quadratic = far.slope - inverse * constant
      let linear = constant * height - far.slope * t + q * inverse
      let root = max(0, linear * linear + 4 * quadratic * q * height).squareRoot()
      var next = linear > 0 ? 2 * q * height / (linear + root) : (root - linear) / (2 * quadratic)
      if abs(next - t) <= 1e-10 * min(t, pole - t) { return next }
      if !(next > low && next < high) {
        next = low > 0 ? (low * high).squareRoot() : high / 16
        if !(next > low && next < high) { return t }
      }
      t = next
    }
    return t
  }
}
