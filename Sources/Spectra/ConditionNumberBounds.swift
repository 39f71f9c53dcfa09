internal import Foundation

/// What is known of κ of the linearisation J²H from κ of the Jacobian and the extremes of the Hessian.
///
/// With ρ = κ(J|T) and μ ≤ S ≤ L the Hessian on the tangent space,
///     max(1, (μ/L)·ρ²) ≤ κ_eig(J²H) ≤ κ_sv(J²H) ≤ (L/μ)·ρ²,
/// and both ends are attained. The form often quoted, (μ/L)·(x_max/x_min)² ≤ κ, is not a theorem: near a vertex ρ
/// stays at n whatever x_max/x_min, and for n = 2 κ is 1. What controls ρ is the second largest weight over the
/// smallest one.
public struct ConditionNumberBounds: Codable, Equatable, Sendable {
  /// log10 of max(1, (μ/L)·ρ²).
  public let log10Lower: Double
  /// log10 of (L/μ)·ρ².
  public let log10Upper: Double
  /// log10 of (μ/L)·(x_max/x_min)², the talk's form.
  public let log10Talk: Double
  /// By how much the other two give way to rounding.
  public let log10Allowance: Double

  /// The bounds at a point, for the ρ found there.
  ///
  /// Where the bounds are attained, rounding must not make them look violated: both give way by the rounding error of
  /// the values they are compared with. In units of ε: n for κ and n·L/μ for μ, which is an eigenvalue of a matrix with
  /// norm L; 4·log10 ρ for 2ρ and κ, each up to twice log10 ρ and rounded twice; and 2·|log x_min|, since the four
  /// logarithms subtracted for them are up to 2·|log10 x_min| each, however small their difference is (1e-600 has an
  /// ulp of 1e-13).
  public init(_ point: SimplexPoint, log10JacobianConditionNumber rho: Double, _ hessian: TangentHessian) {
    let spread = log10(hessian.largestEigenvalue) - log10(hessian.smallestEigenvalue)
    log10Allowance =
      point.count == 2
      ? 0
      : Double.ulpOfOne
        * (Double(point.count) * (1 + pow(10, min(spread, 15))) + 4 * abs(rho)
          + 2 * abs(point.logWeights.min() ?? 0))
    log10Lower = max(0, 2 * rho - spread - log10Allowance)
    log10Upper = max(0, 2 * rho + spread + log10Allowance)
    log10Talk = 2 * point.log10Ratio - spread
  }

  /// Whether the talk's form is a lower bound of this κ, up to its rounding error.
  public func talkHolds(log10ConditionNumber: Double) -> Bool {
    log10ConditionNumber >= log10Talk - 1e-12 * max(1, abs(log10Talk))
  }
}

/// Bounds of log10 κ(J|T) and of the extreme eigenvalues from a few weights, all attained or nearly so.
///
/// x_(1) ≥ … ≥ x_(n) are the weights in order, s_1 ≥ … ≥ s_{n−1} the eigenvalues.
public struct JacobianBounds: Codable, Equatable, Sendable {
  /// x_(n) ≤ s_{n−1} ≤ min{n/(n−1)·x_(n)(1 − x_(n)), x_(n−1) [n ≥ 3]}.
  public let log10Smallest: ClosedRange<Double>
  /// max{x_(2) [n ≥ 3], n/(n−1)·x_(1)(1 − x_(1)), ½(x_(1) + x_(2) − (x_(1) − x_(2))²)} ≤ s_1
  /// ≤ min{x_(1), ½, 2(1 − x_(1)), n·x_(2)}.
  public let log10Largest: ClosedRange<Double>
  /// What these say of κ = s_1/s_{n−1}, 1 at least and 1 exactly for n = 2.
  public let log10ConditionNumber: ClosedRange<Double>

  /// The bounds at a point.
  ///
  /// - Complexity: O(n).
  public init(_ point: SimplexPoint) {
    let logs = point.logWeights
    let count = Double(logs.count)
    let sorted = logs.sorted(by: >)
    let (first, second, beforeLast, last) = (
      sorted[0], sorted[1], sorted[sorted.count - 2], sorted[sorted.count - 1]
    )
    // 1 − x_(1) as the sum of the others; 1 − x_(n) loses nothing.
    let logRest = second + log(sorted.dropFirst().reduce(0) { $0 + exp($1 - second) })
    let logComplement = sorted.count == 2 ? first : log1p(-exp(last))
    let factor = log(count / (count - 1))
    var smallestUpper = factor + last + logComplement
    if sorted.count > 2 { smallestUpper = min(smallestUpper, beforeLast) }
    // ½(a + b − (a − b)²) = ½(a(1 − a) + b(1 − b) + 2ab) with every term positive, in units of b.
    let (a, b) = (exp(first), exp(second))
    let pair = second + log(0.5 * (a * exp(logRest - second) + (1 - b) + 2 * a))
    var largestLower = max(factor + first + logRest, pair)
    if sorted.count > 2 { largestLower = max(largestLower, second) }
    let largestUpper = min(first, log(0.5), log(2) + logRest, log(count) + second)
    func range(_ lower: Double, _ upper: Double) -> ClosedRange<Double> {
      // Where both ends meet, rounding may have crossed them.
      min(lower, upper) / SimplexPoint.ln10...max(lower, upper) / SimplexPoint.ln10
    }
    log10Smallest = range(last, smallestUpper)
    log10Largest = range(largestLower, largestUpper)
    log10ConditionNumber =
      sorted.count == 2
      ? 0...0
      : range(
        max(0, max(largestLower - smallestUpper, first + logRest - last - logComplement)),
        max(0, min(first - last, largestUpper - last)))
  }
}
