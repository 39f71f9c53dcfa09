internal import LinearAlgebra

/// The derivatives of a field, by forward differences where the field does not know them.
///
/// Coordinate j is changed by √ε of its size: |y_j| or the size s_j/τ below which the coordinate does not matter,
/// whichever is larger, and where y_j = 0 at least how far a step takes it, h|f_j|; s_j is the tolerated error, τ the
/// relative tolerance, ε the rounding unit. Elsewhere h|f_j| tells nothing: of a stiff coordinate it is its error a
/// million times. Truncation and rounding are then about equal where f varies on that scale. Terms of f_i that do not depend on
/// y_j leave rounding errors ε|f_i| in the quotient; they change a step by √ε·τ·h|f_i| where s_i is tolerated, at most
/// √ε of it as long as f_i moves y_i by no more than its size. Time is changed by √(εh·max(|t|, h)): what is lost to the
/// rounding of t and what f does within a step are balanced.
///
/// - Complexity: n evaluations and two allocations for ∂f/∂y, one evaluation for ∂f/∂t.
/// - Reference: Curtis and Reid (1974), "The choice of step lengths when using differences to approximate Jacobian
///   matrices", J. Inst. Math. Appl. 13; Hairer and Wanner (1996), §IV.8.
struct DifferenceQuotients {
  private let norm: any ErrorNorm
  private let h: Double

  /// Increments that suit a step of size `h`, or a time of that length, whose errors are measured by `norm`.
  init(_ norm: any ErrorNorm, stepSize h: Double) { (self.norm, self.h) = (norm, h) }

  /// Writes ∂f/∂y at a point where f is `derivative`, and returns how many evaluations of f that took, and whether it
  /// is exact.
  func jacobian<Field: VectorField>(
    of field: Field, at time: Double, _ state: [Double], derivative: [Double], into jacobian: inout Matrix,
    workspace: inout Field.Workspace
  ) -> (evaluations: Int, isExact: Bool) {
    let known = field.jacobian(
      at: time, state, derivative: derivative, into: &jacobian, workspace: &workspace)
    if let known { return (known, true) }
    var moved = state
    var there = derivative
    for j in state.indices {
      moved[j] = state[j] + Self.root * size(j, state, derivative)
      // What was really added, after rounding.
      let step = moved[j] - state[j]
      field.evaluate(at: time, moved, into: &there, workspace: &workspace)
      for i in state.indices { jacobian[i, j] = (there[i] - derivative[i]) / step }
      moved[j] = state[j]
    }
    return (state.count, false)
  }

  /// Writes ∂f/∂t at a point where f is `derivative`, and returns how many evaluations of f that took.
  func timeDerivative<Field: VectorField>(
    of field: Field, at time: Double, _ state: [Double], derivative: [Double], into slope: inout [Double],
    workspace: inout Field.Workspace
  ) -> Int {
    let known = field.timeDerivative(
      at: time, state, derivative: derivative, into: &slope, workspace: &workspace)
    if let known { return known }
    let later = time + Self.root * (h * max(abs(time), h)).squareRoot()
    field.evaluate(at: later, state, into: &slope, workspace: &workspace)
    for i in state.indices { slope[i] = (slope[i] - derivative[i]) / (later - time) }
    return 1
  }

  private static let root = (Double.ulpOfOne / 2).squareRoot()

  private func size(_ j: Int, _ state: [Double], _ derivative: [Double]) -> Double {
    let scale = norm.scale(j, from: state, to: state)
    let relative = norm.relativeTolerance
    var sizes = [abs(state[j]), relative > 0 ? scale / relative : scale]
    if state[j] == 0 { sizes.append(h * abs(derivative[j])) }
    let size = sizes.filter(\.isFinite).max() ?? 0
    // A coordinate that is zero and stays so, and of which every error is too large: nothing is known of it.
    return size > 0 ? size : 1e-3
  }
}
