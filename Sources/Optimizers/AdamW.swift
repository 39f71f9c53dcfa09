/// Adam with decoupled weight decay: the parameters shrink by 1 − ηλ before Adam's step.
///
/// With λ = 0 it is Adam (ε outside the bias correction).
///
/// - Complexity: 12·d flops a step, no allocation.
/// - Reference: Loshchilov and Hutter (2019). Corresponds to `torch.optim.AdamW`.
public struct AdamW: Optimizer {
  /// The name in the catalogue.
  public static let name = "adamw"
  /// The exact update.
  public static let update = """
    p ← (1 − η·λ)·p; m ← β1·m + (1−β1)·g; v ← β2·v + (1−β2)·g²; p ← p − η·m̂/(√v̂ + ε) with m̂ = m/(1−β1ᵗ), \
    v̂ = v/(1−β2ᵗ)  (Loshchilov and Hutter 2019)
    """
  /// Every hyperparameter.
  public static let hyperparameters: [Hyperparameter<AdamW>] = [
    .learningRate,
    .number("beta1", \.beta1, .unitInterval, "how much of the mean gradient is kept"),
    .number("beta2", \.beta2, .unitInterval, "how much of the mean square is kept"),
    .number("epsilon", \.epsilon, .nonNegative, "ε, added to the root mean square"),
    .number("weightDecay", \.weightDecay, .nonNegative, "λ, the rate of shrinking in units of η"),
  ]

  /// The learning rate η.
  public var learningRate = 0.001
  /// How much of the mean gradient is kept.
  public var beta1 = 0.9
  /// How much of the mean square is kept.
  public var beta2 = 0.999
  /// ε, added to the root mean square.
  public var epsilon = 1e-8
  /// λ, the rate of shrinking in units of η.
  public var weightDecay = 0.01

  /// The rule with PyTorch's defaults.
  public init() {}

  /// Not with weight decay, which pulls towards the origin.
  public var isTranslationInvariant: Bool { weightDecay == 0 }

  /// Zero means.
  public func makeState(dimension: Int) -> Adam.State { adam.makeState(dimension: dimension) }

  /// Takes one step.
  public func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout Adam.State) {
    for i in parameters.indices { parameters[i] *= 1 - learningRate * weightDecay }
    adam.step(&parameters, evaluation, state: &state)
  }

  private var adam: Adam {
    var adam = Adam()
    adam.learningRate = learningRate
    adam.beta1 = beta1
    adam.beta2 = beta2
    adam.epsilon = epsilon
    return adam
  }
}
