/// AMSGrad: Adam whose scale never falls.
///
///     m ← β1·m + (1 − β1)·g,   v ← β2·v + (1 − β2)·g²,   u ← max(u, v)
///     p ← p − η/(1 − β1ᵗ) · m / (√u/√(1 − β2ᵗ) + ε)
///
/// While the gradients grow it is Adam.
///
/// - Complexity: 12·d flops a step, no allocation.
/// - Reference: Reddi, Kale and Kumar (2018). Corresponds to `torch.optim.Adam(amsgrad=True)`.
public struct AMSGrad: Optimizer {
  /// The running means, the largest mean square, and how many gradients they have seen.
  public struct State: Codable, Equatable, Sendable {
    /// m, the mean gradient before bias correction.
    public var mean: [Double]
    /// v, the mean squared gradient before bias correction.
    public var square: [Double]
    /// u, the largest v so far.
    public var largestSquare: [Double]
    /// t, the number of steps taken.
    public var steps = 0
  }

  /// The name in the catalogue.
  public static let name = "amsgrad"
  /// The exact update.
  public static let update = """
    m ← β1·m + (1−β1)·g; v ← β2·v + (1−β2)·g²; u ← max(u, v); p ← p − η·m̂/(√û + ε) with m̂ = m/(1−β1ᵗ), \
    û = u/(1−β2ᵗ)  (Reddi, Kale and Kumar 2018)
    """
  /// Every hyperparameter.
  public static let hyperparameters: [Hyperparameter<AMSGrad>] = [
    .learningRate,
    .number("beta1", \.beta1, .unitInterval, "how much of the mean gradient is kept"),
    .number("beta2", \.beta2, .unitInterval, "how much of the mean square is kept"),
    .number("epsilon", \.epsilon, .nonNegative, "ε, added to the root mean square"),
  ]

  /// The learning rate η.
  public var learningRate = 0.001
  /// How much of the mean gradient is kept.
  public var beta1 = 0.9
  /// How much of the mean square is kept.
  public var beta2 = 0.999
  /// ε, added to the root mean square.
  public var epsilon = 1e-8

  /// The rule with PyTorch's defaults.
  public init() {}

  /// Zero means.
  public func makeState(dimension: Int) -> State {
    let zeros = Array(repeating: 0.0, count: dimension)
    return State(mean: zeros, square: zeros, largestSquare: zeros)
  }

  /// Takes one step.
  public func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout State) {
    state.steps += 1
    let rate = learningRate / (1 - power(beta1, state.steps))
    let rootCorrection2 = (1 - power(beta2, state.steps)).squareRoot()
    for i in parameters.indices {
      let gradient = evaluation.gradient[i]
      state.mean[i] = beta1 * state.mean[i] + (1 - beta1) * gradient
      state.square[i] = beta2 * state.square[i] + (1 - beta2) * gradient * gradient
      state.largestSquare[i] = max(state.largestSquare[i], state.square[i])
      let scale = state.largestSquare[i].squareRoot() / rootCorrection2 + epsilon
      if scale > 0 { parameters[i] -= rate * state.mean[i] / scale }
    }
  }
}
