internal import LinearAlgebra

/// Whether a Jacobian describes f, seen from what f did along a change that the Jacobian led to.
///
/// Where stiffness ends, a Jacobian from before is far too large: corrections, and error estimates filtered by it,
/// are residuals divided by it, so tiny whatever the residuals are. But then f has not followed the change δ as the
/// Jacobian said,
///
///     defect = f(y + δ) − f(y) − Jδ,
///
/// which costs no evaluation where f is known at both. J agrees in a row if the defect is at most half of Σ|J_l·δ_l|:
/// then f's derivative along δ is at least half of what J makes of it. A large share of other coordinates may hide a
/// wrong entry; so the next change of the row's own must be half of this one or less too, or the defect tiny.
enum JacobianAgreement: Equatable {
  /// f did what the Jacobian said, nearly.
  case agrees
  /// It did not.
  case disagrees
  /// The difference is not beyond what rounding may have done.
  case unresolved

  /// The largest defect compared with Σ|J_l·δ_l|.
  private static let share = 0.5
  /// The same where the next change of this coordinate is not half as large as this one.
  private static let shareWithoutContraction = 0.02
  /// Defects of so many units in the last place of f's terms are rounding.
  private static let roundingUnits = 4.0

  /// What row `k` of `jacobian` says of a defect.
  ///
  /// - Parameters:
  ///   - defect: Coordinate k of f(y + δ) − f(y) − Jδ.
  ///   - change: δ.
  ///   - nextChange: Coordinate k of the change that f(y + δ) leads to.
  ///   - state: With `increment`, y + δ; apart, since it need not be stored.
  ///   - derivative: Coordinate k of f(y + δ).
  /// - Complexity: 5·n flops.
  static func ofRow(
    _ k: Int, of jacobian: Matrix, defect: Double, along change: [Double], then nextChange: Double,
    at state: [Double], plus increment: [Double], derivative: Double
  ) -> JacobianAgreement {
    var (predicted, rounding) = (0.0, abs(derivative))
    for l in state.indices {
      let element = abs(jacobian.storage[k + l * jacobian.rows])
      predicted += element * abs(change[l])
      rounding += element * (abs(state[l]) + abs(increment[l]))
    }
    let contracts = abs(nextChange) <= 0.5 * abs(change[k])
    if abs(defect) <= (contracts ? share : shareWithoutContraction) * predicted { return .agrees }
    return abs(defect) > roundingUnits * .ulpOfOne * rounding ? .disagrees : .unresolved
  }
}
