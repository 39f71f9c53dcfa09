internal import Foundation

/// The first step of an integration: short enough for an explicit Euler step to be good.
///
/// - Reference: Hairer, Nørsett and Wanner (1993), §II.4, "Starting step size".
enum StartingStep {
  /// A size for a step from where `step` begins, at most `largest`; its buffers for the end are used.
  ///
  /// - Complexity: One evaluation and two copies of the state.
  static func size<Field: VectorField>(
    for step: inout Step, on field: Field, norm: any ErrorNorm, exponent: Int, largest: Double,
    workspace: inout Field.Workspace
  ) -> Double {
    let (state, derivative) = (step.state, step.derivative)
    let size = norm.norm(of: state, from: state, to: state)
    let slope = norm.norm(of: derivative, from: state, to: state)
    var guess = size < 1e-5 || slope < 1e-5 ? 1e-6 : 0.01 * size / slope
    if !guess.isFinite || guess <= 0 { guess = 1e-6 }
    guess = min(guess, largest)
    step.nextState.assign(state)
    step.nextState.add(guess, times: derivative)
    field.evaluate(at: step.time + guess, step.nextState, into: &step.error, workspace: &workspace)
    step.error.add(-1, times: derivative)
    let bend = norm.norm(of: step.error, from: state, to: state) / guess
    let fastest = max(slope, bend)
    let better = fastest <= 1e-15 ? max(1e-6, guess * 1e-3) : pow(0.01 / fastest, 1 / Double(exponent))
    let first = min(100 * guess, better)
    return min(first.isFinite && first > 0 ? first : guess, largest)
  }
}
