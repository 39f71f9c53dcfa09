/// Sign descent, with momentum if wanted: every coordinate moves by η.
///
/// m ← μ·m + (1 − μ)·g, p ← p − η·sign m, where sign 0 = 0. Without a falling learning rate it does not converge
/// further than to within η in each coordinate.
///
/// - Complexity: 4·d flops a step, no allocation.
/// - Reference: Bernstein et al. (2018), signSGD and Signum.
public struct SignDescent: Optimizer {
  /// The name in the catalogue.
  public static let name = "sign-descent"
  /// The exact update.
  public static let update = "m ← μ·m + (1−μ)·g; p ← p − η·sign(m), sign(0) = 0  (Bernstein et al. 2018)"
  /// Every hyperparameter.
  public static let hyperparameters: [Hyperparameter<SignDescent>] = [
    .learningRate, .number("momentum", \.momentum, .unitInterval, "μ, how much of the mean is kept"),
  ]

  /// The learning rate η: how far each coordinate moves.
  public var learningRate = 0.001
  /// μ, how much of the mean is kept.
  public var momentum = 0.0

  /// The rule with its default hyperparameters.
  public init() {}

  /// A zero mean.
  public func makeState(dimension: Int) -> MomentumState { MomentumState(dimension: dimension) }

  /// Takes one step.
  public func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout MomentumState) {
    for i in parameters.indices {
      state.buffer[i] = momentum * state.buffer[i] + (1 - momentum) * evaluation.gradient[i]
      parameters[i] -= learningRate * sign(state.buffer[i])
    }
  }
}
