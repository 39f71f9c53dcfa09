internal import LinearAlgebra

/// The derivatives of a field, by forward differences where the field does not know them.
///
/// Coordinate j is changed by
///
///     δ_j = s_j·max(√ε/τ, 1000·n·ε·h‖f‖)
///
/// with the tolerated error s_j, the relative tolerance τ and the rounding unit ε. The first term is √ε of |y_j| or
/// of the size below which the coordinate does not matter, whichever is larger: truncation and rounding of f are
/// about equal where f varies on that scale. The second keeps the rounding of all of f, also of terms that do not
/// depend on y_j, from changing a step h by more than a thousandth of what is tolerated.
///
/// - Complexity: n evaluations and two allocations for ∂f/∂y, one evaluation for ∂f/∂t.
/// - Reference: Hindmarsh and others (2005), "SUNDIALS", ACM Trans. Math. Softw. 31, §2.1; Hairer and Wanner (1996),
///   §IV.8.
struct DifferenceQuotients {
  private let norm: any ErrorNorm
  private let size: Double

  /// For steps of size `size` whose errors are measured by `norm`.
  init(_ norm: any ErrorNorm, stepSize size: Double) { (self.norm, self.size) = (norm, size) }

  /// Writes ∂f/∂y at a point where f is `derivative`, and returns how many evaluations of f that took, and whether it
  /// is exact.
  func jacobian<Field: VectorField>(
    of field: Field, at time: Double, _ state: [Double], derivative: [Double], into jacobian: inout Matrix,
    workspace: inout Field.Workspace
  ) -> (evaluations: Int, isExact: Bool) {
    let known = field.jacobian(
      at: time, state, derivative: derivative, into: &jacobian, workspace: &workspace)
    if let known { return (known, true) }
    let n = state.count
    let rounding = 1000 * Double(n) * Self.unit * size * norm.norm(of: derivative, from: state, to: state)
    var moved = state
    var there = derivative
    for j in 0..<n {
      moved[j] = state[j] + increment(j, state, rounding)
      // What was really added, after rounding.
      let step = moved[j] - state[j]
      field.evaluate(at: time, moved, into: &there, workspace: &workspace)
      for i in 0..<n { jacobian[i, j] = (there[i] - derivative[i]) / step }
      moved[j] = state[j]
    }
    return (n, false)
  }

  /// Writes ∂f/∂t at a point where f is `derivative`, and returns how many evaluations of f that took.
  func timeDerivative<Field: VectorField>(
    of field: Field, at time: Double, _ state: [Double], derivative: [Double], into slope: inout [Double],
    workspace: inout Field.Workspace
  ) -> Int {
    let known = field.timeDerivative(
      at: time, state, derivative: derivative, into: &slope, workspace: &workspace)
    if let known { return known }
    let later = time + (Self.unit * max(Self.smallSize, abs(time))).squareRoot()
    field.evaluate(at: later, state, into: &slope, workspace: &workspace)
    for i in state.indices { slope[i] = (slope[i] - derivative[i]) / (later - time) }
    return 1
  }

  private static var unit: Double { .ulpOfOne / 2 }
  /// What a quantity is compared with of which nothing is known.
  private static var smallSize: Double { 1e-5 }

  private func increment(_ j: Int, _ state: [Double], _ rounding: Double) -> Double {
    let scale = norm.scale(j, from: state, to: state)
    let relative = norm.relativeTolerance
    let size = relative > 0 ? scale / relative : max(abs(state[j]), scale)
    let increment = max(Self.unit.squareRoot() * size, scale * rounding)
    // Zero, and every error of it too large.
    return increment > 0 && increment.isFinite ? increment : (Self.unit * Self.smallSize).squareRoot()
  }
}
