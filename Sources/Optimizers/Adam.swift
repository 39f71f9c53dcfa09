/// Where Adam adds ε: the two conventions in use differ by a factor that grows from √(1 − β2) to 1.
public enum EpsilonPlacement: String, Codable, CaseIterable, Sendable {
  /// To the bias-corrected root: m̂/(√v̂ + ε), as in Algorithm 1 of the paper and in PyTorch, JAX and Keras.
  case outsideBiasCorrection
  /// To the uncorrected root: (m/(1 − β1ᵗ))·√(1 − β2ᵗ)/(√v + ε), the paper's 'efficient' order (end of §2).
  case insideBiasCorrection
}

/// Adam: a step along the mean gradient, each coordinate scaled by its root mean square.
///
///     m ← β1·m + (1 − β1)·g,   v ← β2·v + (1 − β2)·g²
///     p ← p − η/(1 − β1ᵗ) · m / (√v/√(1 − β2ᵗ) + ε)
///
/// With β1 = β2 = 0 and ε → 0 it is sign descent. A coordinate whose gradients have all been zero stays.
///
/// - Complexity: 11·d flops a step, no allocation.
/// - Reference: Kingma and Ba (2015), Algorithm 1 and the end of §2. Corresponds to `torch.optim.Adam`.
public struct Adam: Optimizer {
  /// The running means and how many gradients they have seen.
  public struct State: Codable, Equatable, Sendable {
    /// m, the mean gradient before bias correction.
    public var mean: [Double]
    /// v, the mean squared gradient before bias correction.
    public var square: [Double]
    /// t, the number of steps taken.
    public var steps = 0
  }

  /// The name in the catalogue.
  public static let name = "adam"
  /// The exact update.
  public static let update = """
    m ← β1·m + (1−β1)·g; v ← β2·v + (1−β2)·g²; p ← p − η·m̂/(√v̂ + ε) with m̂ = m/(1−β1ᵗ), v̂ = v/(1−β2ᵗ); \
    epsilonPlacement insideBiasCorrection: p ← p − η·√(1−β2ᵗ)/(1−β1ᵗ)·m/(√v + ε)  (Kingma and Ba 2015)
    """
  /// Every hyperparameter.
  public static let hyperparameters: [Hyperparameter<Adam>] = [
    .learningRate,
    .number("beta1", \.beta1, .unitInterval, "how much of the mean gradient is kept"),
    .number("beta2", \.beta2, .unitInterval, "how much of the mean square is kept"),
    .number("epsilon", \.epsilon, .nonNegative, "ε, added to the root mean square"),
    .choice("epsilonPlacement", \.epsilonPlacement, "where ε is added"),
  ]

  /// The learning rate η.
  public var learningRate = 0.001
  /// How much of the mean gradient is kept.
  public var beta1 = 0.9
  /// How much of the mean square is kept.
  public var beta2 = 0.999
  /// ε, added to the root mean square.
  public var epsilon = 1e-8
  /// Where ε is added.
  public var epsilonPlacement = EpsilonPlacement.outsideBiasCorrection

  /// The rule with PyTorch's defaults.
  public init() {}

  /// Zero means.
  public func makeState(dimension: Int) -> State {
    State(
      mean: Array(repeating: 0, count: dimension), square: Array(repeating: 0, count: dimension))
  }

  /// Takes one step.
  public func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout State) {
    state.steps += 1
    let correction1 = 1 - power(beta1, state.steps)
    let rootCorrection2 = (1 - power(beta2, state.steps)).squareRoot()
    // Both conventions are m/(√v/√(1−β2ᵗ) + ε'), with ε' = ε or ε/√(1−β2ᵗ).
    let shift = epsilonPlacement == .outsideBiasCorrection ? epsilon : epsilon / rootCorrection2
    let rate = learningRate / correction1
    for i in parameters.indices {
      let gradient = evaluation.gradient[i]
      state.mean[i] = beta1 * state.mean[i] + (1 - beta1) * gradient
      state.square[i] = beta2 * state.square[i] + (1 - beta2) * gradient * gradient
      let scale = state.square[i].squareRoot() / rootCorrection2 + shift
      if scale > 0 { parameters[i] -= rate * state.mean[i] / scale }
    }
  }
}
