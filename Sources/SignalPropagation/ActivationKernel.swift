internal import Foundation

/// E φ(u)φ(v) and E φ′(u)φ′(v) for centred normal u, v: how one layer carries the overlap of two inputs on.
///
/// The second is the derivative of the first by the covariance (Price 1958). Closed forms for erf (Williams 1998),
/// ReLU (Cho and Saul 2009) and GELU (Tsuchida et al. 2020); see `TanhKernel` for tanh.
public struct ActivationKernel: Equatable, Sendable {
  /// E φ(u)φ(v).
  public let value: Double
  /// E φ′(u)φ′(v); NaN where ReLU's slope is undetermined, at a variance of 0.
  public let derivative: Double

  /// The averages for Var u, Var v and Cov(u, v).
  ///
  /// A covariance that exceeds √(Var u·Var v) by rounding is taken as that; beyond, the result is NaN.
  ///
  /// - Complexity: Constant; some ms for tanh.
  public init(_ activation: Activation, varU: Double, varV: Double, covariance: Double) {
    precondition(varU >= 0 && varV >= 0, "a variance is not negative")
    let product = varU == varV ? varU : varU.squareRoot() * varV.squareRoot()
    guard abs(covariance) <= product * (1 + 1e-12) else {
      (value, derivative) = (.nan, .nan)
      return
    }
    let k = min(max(covariance, -product), product)
    // q₁q₂ − k².
    let rest = max(0, (product - k) * (product + k))
    switch activation {
    case .tanh:
      let kernel = TanhKernel(varU, varV, cosine: product > 0 ? k / product : 0)
      (value, derivative) = (kernel.value, kernel.derivative)
    case .erf:
      let root = (1 + 2 * varU + 2 * varV + 4 * rest).squareRoot()
      value = 2 / .pi * atan2(2 * k, root)
      derivative = 4 / .pi / root
    case .relu:
      // √(1 − c²) and π − arccos c.
      let angle = atan2(rest.squareRoot(), -k)
      value = (rest.squareRoot() + k * angle) / (2 * .pi)
      derivative = product > 0 ? angle / (2 * .pi) : .nan
    case .gelu:
      let all = (1 + varU) * (1 + varV)
      let determinant = 1 + varU + varV + rest
      let root = determinant.squareRoot()
      let share = atan2(root, -k) / (2 * .pi)
      value = k * share + (product * product * determinant + k * k) / (2 * .pi * all * root)
      derivative = share + k * (3 + varU + varV + k * k / determinant) / (2 * .pi * all * root)
    }
  }
}
