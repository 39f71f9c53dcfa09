internal import CVectorMath
internal import Foundation

/// E tanh(u)tanh(v) and E sech²(u)sech²(v), for which there is no closed form, at any variances.
///
/// The second by the trapezoid rule, an average over u for each v: sech² ends its lattices at ±21 however large the
/// variances are. The first as the integral of the second over the covariance (Price 1958), from 0, where it
/// vanishes.
struct TanhKernel {
  private let outer: Double
  private let inner: Double
  private let cosine: Double

  /// - Parameter cosine: The correlation of u and v.
  init(_ varU: Double, _ varV: Double, cosine: Double) {
    (inner, outer) = (min(varU, varV), max(varU, varV))
    self.cosine = cosine
  }

  /// E φ(u)φ(v).
  var value: Double {
    let product = inner.squareRoot() * outer.squareRoot()
    return product * (cosine < 0 ? -integral(from: 0, to: -cosine) : integral(from: 0, to: cosine))
  }

  /// E φ′(u)φ′(v).
  var derivative: Double { derivative(cosine: cosine, sine: ((1 - cosine) * (1 + cosine)).squareRoot()) }

  /// ∫ E φ′φ′ over the correlation, 0 ≤ from ≤ to ≤ 1.
  func integral(from low: Double, to high: Double) -> Double {
    // In the angle ψ = arccos c: smooth but for ψ ≈ 1/√q, where arsinh(ψ√q) stretches it.
    let stretch = max(1, inner.squareRoot())
    let (start, end) = (asinh(stretch * Self.angle(high)), asinh(stretch * Self.angle(low)))
    let panels = max(1, Int((end - start).rounded(.up)))
    let width = (end - start) / Double(panels)
    var sum = 0.0
    for panel in 0..<panels {
      sum += GaussLegendre.integral(from: start + Double(panel) * width, width: width) { x in
        let psi = sinh(x) / stretch
        let sine = sin(psi)
        return derivative(cosine: cos(psi), sine: sine) * sine * cosh(x) / stretch
      }
    }
    return sum
  }

  /// arccos c, accurate near c = 1.
  static func angle(_ c: Double) -> Double { 2 * asin(((1 - c) / 2).squareRoot()) }

  private func derivative(cosine: Double, sine: Double) -> Double {
    let support = ActivationMoments.support
    let rows = GaussianLattice(variance: outer, support: support)
    let columns = GaussianLattice(variance: inner * sine * sine, support: 2 * support)
    let slope = outer > 0 ? cosine * (inner / outer).squareRoot() : 0
    var points = [Double](repeating: 0, count: columns.weights.count)
    var exponentials = points
    var sum = 0.0
    for row in 0...rows.reach {
      let v = Double(row) * rows.step
      let mean = slope * v
      // The columns that reach into the support.
      let first =
        columns.step > 0 ? max(-columns.reach, Int(((-support - mean) / columns.step).rounded(.up))) : 0
      let end = columns.step > 0 ? min(columns.reach, Int((support - mean) / columns.step)) : 0
      guard first <= end else { continue }
      let count = end - first + 1
      for i in 0..<count { points[i] = -2 * abs(mean + Double(first + i) * columns.step) }
      unsafe vector_math_exp(count, points, &exponentials)
      var part = 0.0
      for i in 0..<count {
        let e = exponentials[i]
        part += columns.weights[columns.reach + first + i] * 4 * e / ((1 + e) * (1 + e))
      }
      sum += (row == 0 ? 1 : 2) * rows.weights[rows.reach + row] * Activation.squaredSecant(v) * part
    }
    return sum
  }
}
