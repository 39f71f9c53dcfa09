/// Lion: the sign of a mean gradient that leans towards the present one.
///
///     p ← p − η·(sign(β1·m + (1 − β1)·g) + λ·p),   m ← β2·m + (1 − β2)·g
///
/// With β1 = β2 and λ = 0 it is sign descent with momentum.
///
/// - Complexity: 8·d flops a step, no allocation.
/// - Reference: Chen et al. (2023), "Symbolic discovery of optimization algorithms", Program 1.
public struct Lion: Optimizer {
  /// The name in the catalogue.
  public static let name = "lion"
  /// The exact update.
  public static let update = """
    p ← p − η·(sign(β1·m + (1−β1)·g) + λ·p), sign(0) = 0; m ← β2·m + (1−β2)·g  (Chen et al. 2023)
    """
  /// Every hyperparameter.
  public static let hyperparameters: [Hyperparameter<Lion>] = [
    .learningRate,
    .number("beta1", \.beta1, .unitInterval, "the weight of the mean in the step"),
    .number("beta2", \.beta2, .unitInterval, "how much of the mean is kept"),
    .number("weightDecay", \.weightDecay, .nonNegative, "λ, the rate of shrinking in units of η"),
  ]

  /// The learning rate η: how far each coordinate moves.
  public var learningRate = 0.0001
  /// The weight of the mean in the step.
  public var beta1 = 0.9
  /// How much of the mean is kept.
  public var beta2 = 0.99
  /// λ, the rate of shrinking in units of η.
  public var weightDecay = 0.0

  /// The rule with the paper's defaults.
  public init() {}

  /// Not with weight decay, which pulls towards the origin.
  public var isTranslationInvariant: Bool { weightDecay == 0 }

  /// A zero mean.
  public func makeState(dimension: Int) -> MomentumState { MomentumState(dimension: dimension) }

  /// Takes one step.
  public func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout MomentumState) {
    for i in parameters.indices {
      let gradient = evaluation.gradient[i]
      let direction = sign(beta1 * state.buffer[i] + (1 - beta1) * gradient)
      parameters[i] -= learningRate * (direction + weightDecay * parameters[i])
      state.buffer[i] = beta2 * state.buffer[i] + (1 - beta2) * gradient
    }
  }
}
