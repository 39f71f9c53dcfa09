internal import CVectorMath
internal import Foundation

/// Q_k(x) = E g_k(x + v) over a normal v, with g₀(y) = 1 − exp(−e^y) and g_k(y) = e^(ky) exp(−e^y).
///
/// - Complexity: Some 300 exponentials a point, however large the deviation.
struct SoftmaxAverages {
  /// Q₀ … Q₄.
  typealias Values = (Double, Double, Double, Double, Double)

  /// Beyond so many standard deviations the weight is below 1e-17 of its sum.
  static let deviations = 8.7

  private let deviation: Double
  private let step: Double
  private var points: [Double]
  private var squares: [Double]
  private var weights: [Double]
  private var exponentials: [Double]
  private var decays: [Double]
  private var drops: [Double]

  /// g₀ is a step and ends nowhere: for wide v it is replaced by what remains of it beside the normal distribution
  /// function, whose average is one as well.
  private var isWide: Bool { deviation > 3 }

  /// Beyond these y all g_k, and what remains of g₀, are below 1e-17.
  private static let (left, right) = (-40.0, 9.0)

  init(deviation: Double, step: Double) {
    self.deviation = deviation
    self.step = deviation > 0 ? min(step, 0.66 * deviation) : 1
    let width = deviation > 3 ? Self.right - Self.left : 2 * Self.deviations * deviation
    let room = Int(width / self.step) + 4
    points = Array(repeating: 0, count: room)
    squares = points
    weights = points
    exponentials = points
    decays = points
    drops = points
  }

  /// The averages at x.
  mutating func values(at x: Double) -> Values {
    var (first, last) = (0, 0)
    if deviation > 0 {
      let reach = (Self.deviations * deviation / step).rounded(.up)
      var (low, high) = (-reach, reach)
      if isWide {
        low = max(low, ((Self.left - x) / step).rounded(.up))
        high = min(high, ((Self.right - x) / step).rounded(.down))
      }
      guard low <= high else { return (isWide ? distribution(x) : 0, 0, 0, 0, 0) }
      (first, last) = (Int(low), Int(high))
    }
    let count = last - first + 1
    let scale = deviation > 0 ? step / deviation : 1
    for i in 0..<count {
      let v = Double(first + i) * step
      let z = deviation > 0 ? v / deviation : 0
      // e^100 has left nothing of exp(−e^y), and its fourth power is finite.
      points[i] = min(x + (deviation > 0 ? v : 0), 100)
      squares[i] = -z * z / 2
    }
    let density = deviation > 0 ? scale / (2 * Double.pi).squareRoot() : 1
    unsafe vector_math_exp(count, points, &exponentials)
    unsafe vector_math_exp(count, squares, &weights)
    for i in 0..<count { decays[i] = -exponentials[i] }
    unsafe vector_math_expm1(count, decays, &drops)
    unsafe vector_math_exp(count, decays, &decays)
    var sums: Values = (0, 0, 0, 0, 0)
    for i in 0..<count {
      let (y, drop) = (exponentials[i], -drops[i])
      let weight = density * weights[i]
      var term = weight * decays[i]
      sums.0 += weight * (isWide ? drop - 0.5 * erfc(-points[i] / 2.0.squareRoot()) : drop)
      term *= y
      sums.1 += term
      term *= y
      sums.2 += term
      term *= y
      sums.3 += term
      term *= y
      sums.4 += term
    }
    if isWide { sums.0 += distribution(x) }
    return sums
  }

  /// E Φ(x + v).
  private func distribution(_ x: Double) -> Double {
    0.5 * erfc(-x / (2 * (1 + deviation * deviation)).squareRoot())
  }
}
