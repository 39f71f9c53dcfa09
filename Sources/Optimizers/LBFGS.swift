internal import LinearAlgebra

/// L-BFGS without a line search: one gradient a step, the learning rate as step length.
///
///     d = −H·g by the two-loop recursion over the last pairs s = p − p', y = g − g', with H₀ = γI, γ = sᵀy/yᵀy
///     p ← p + η·d;  first step: p ← p − η·min(1, 1/‖g‖₁)·g
///
/// A pair is kept only if its curvature is positive, sᵀy > ε‖s‖‖y‖: then H stays positive definite and d is a
/// direction of descent. PyTorch asks sᵀy > 1e-10, which drops every pair once the loss is small; the relative test
/// does not depend on units. Without a line search nothing bounds a step: far from a minimum it may diverge.
///
/// - Complexity: 4·history·d flops a step, no allocation.
/// - Reference: Nocedal (1980); Liu and Nocedal (1989). Corresponds to `torch.optim.LBFGS(max_iter=1)`.
public struct LBFGS: Optimizer {
  /// The pairs, in a ring, and the step before.
  public struct State: Codable, Equatable, Sendable {
    var steps: [Double]  // the rows s, `history` × d
    var changes: [Double]  // the rows y
    var curvatures: [Double]  // sᵀy
    var weights: [Double]  // of the two-loop recursion
    var pairCount = 0
    var newest = -1  // its place in the ring
    var scaling = 1.0  // γ
    var lastStep: [Double]
    var lastGradient: [Double]
    var change: [Double]
    var hasStepped = false
  }

  /// The name in the catalogue.
  public static let name = "lbfgs"
  /// The exact update.
  public static let update = """
    p ← p − η·H·g, H by the two-loop recursion over the last `history` pairs (s, y) with \
    sᵀy > curvatureTolerance·‖s‖‖y‖ and H₀ = (sᵀy/yᵀy)·I of the newest; without pairs \
    p ← p − η·min(1, 1/‖g‖₁)·g; no line search  (Liu and Nocedal 1989)
    """
  /// Every hyperparameter.
  public static let hyperparameters: [Hyperparameter<LBFGS>] = [
    .learningRate,
    .integer("history", \.history, in: 1...10_000, "how many pairs are remembered"),
    .number("curvatureTolerance", \.curvatureTolerance, .nonNegative, "ε: a pair needs sᵀy > ε‖s‖‖y‖"),
  ]

  /// The learning rate η: the length of a step in units of the quasi-Newton step.
  public var learningRate = 1.0
  /// How many pairs are remembered.
  public var history = 100
  /// ε: a pair is kept if sᵀy > ε‖s‖‖y‖.
  public var curvatureTolerance = 1e-10

  /// The rule with PyTorch's defaults.
  public init() {}

  /// No pairs.
  public func makeState(dimension: Int) -> State {
    let (zeros, pairs) = (Array(repeating: 0.0, count: dimension), Array(repeating: 0.0, count: history))
    let rows = Array(repeating: 0.0, count: history * dimension)
    return State(
      steps: rows, changes: rows, curvatures: pairs, weights: pairs, lastStep: zeros, lastGradient: zeros,
      change: zeros)
  }

  /// Takes one step.
  public func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout State) {
    let size = parameters.count
    if state.hasStepped { remember(evaluation.gradient, &state) }
    for i in 0..<size {
      state.lastGradient[i] = evaluation.gradient[i]
      state.lastStep[i] = -evaluation.gradient[i]
    }
    var length = learningRate
    if state.pairCount > 0 {
      applyInverseHessian(&state)
    } else {
      // Nothing is known of the scale yet: as PyTorch, no further than 1 in the sum of magnitudes.
      var sum = 0.0
      for value in evaluation.gradient { sum += value.magnitude }
      length *= min(1, 1 / sum)
    }
    for i in 0..<size {
      state.lastStep[i] *= length
      parameters[i] += state.lastStep[i]
    }
    state.hasStepped = true
  }

  /// Keeps the pair of the step before, if its curvature is positive.
  private func remember(_ gradient: [Double], _ state: inout State) {
    let size = gradient.count
    for i in 0..<size { state.change[i] = gradient[i] - state.lastGradient[i] }
    // Scaled by the norms, so that products neither overflow nor underflow.
    let (stepNorm, changeNorm) = (state.lastStep.euclideanNorm, state.change.euclideanNorm)
    guard stepNorm > 0, changeNorm > 0, stepNorm.isFinite, changeNorm.isFinite else { return }
    var cosine = 0.0
    for i in 0..<size { cosine += (state.lastStep[i] / stepNorm) * (state.change[i] / changeNorm) }
    guard cosine > curvatureTolerance else { return }
    state.newest = (state.newest + 1) % history
    state.pairCount = min(state.pairCount + 1, history)
    // Each pair is kept in units of its step: H depends on s and y through their ratio only.
    for i in 0..<size {
      state.steps[state.newest * size + i] = state.lastStep[i] / stepNorm
      state.changes[state.newest * size + i] = state.change[i] / stepNorm
    }
    let relativeChange = changeNorm / stepNorm
    state.curvatures[state.newest] = cosine * relativeChange
    state.scaling = cosine / relativeChange
  }

  /// Multiplies the negative gradient in `lastStep` by the approximate inverse Hessian.
  private func applyInverseHessian(_ state: inout State) {
    let size = state.lastStep.count
    for age in 0..<state.pairCount {
      let pair = (state.newest - age + history) % history
      var product = 0.0
      for i in 0..<size { product += state.steps[pair * size + i] * state.lastStep[i] }
      let weight = product / state.curvatures[pair]
      state.weights[pair] = weight
      for i in 0..<size { state.lastStep[i] -= weight * state.changes[pair * size + i] }
    }
    for i in 0..<size { state.lastStep[i] *= state.scaling }
    for age in (0..<state.pairCount).reversed() {
      let pair = (state.newest - age + history) % history
      var product = 0.0
      for i in 0..<size { product += state.changes[pair * size + i] * state.lastStep[i] }
      let weight = state.weights[pair] - product / state.curvatures[pair]
      for i in 0..<size { state.lastStep[i] += weight * state.steps[pair * size + i] }
    }
  }
}
