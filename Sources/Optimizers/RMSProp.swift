/// RMSProp: each coordinate's gradient divided by its running root mean square.
///
///     v ← α·v + (1 − α)·g²,   p ← p − η·g/(√v + ε)
///
/// The mean is not corrected for its start at zero: the first step has length η/√(1 − α), ten times η by default.
///
/// - Complexity: 7·d flops a step, no allocation.
/// - Reference: Tieleman and Hinton (2012), lecture 6.5. Corresponds to `torch.optim.RMSprop`.
public struct RMSProp: Optimizer {
  /// The name in the catalogue.
  public static let name = "rmsprop"
  /// The exact update.
  public static let update = "v ← α·v + (1−α)·g²; p ← p − η·g/(√v + ε)  (Tieleman and Hinton 2012)"
  /// Every hyperparameter.
  public static let hyperparameters: [Hyperparameter<RMSProp>] = [
    .learningRate,
    .number("alpha", \.alpha, .unitInterval, "α, how much of the mean square is kept"),
    .number("epsilon", \.epsilon, .nonNegative, "ε, added to the root mean square"),
  ]

  /// The learning rate η.
  public var learningRate = 0.01
  /// α, how much of the mean square is kept.
  public var alpha = 0.99
  /// ε, added to the root mean square.
  public var epsilon = 1e-8

  /// The rule with PyTorch's defaults.
  public init() {}

  /// A zero mean square.
  public func makeState(dimension: Int) -> MomentumState { MomentumState(dimension: dimension) }

  /// Takes one step.
  public func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout MomentumState) {
    for i in parameters.indices {
      let gradient = evaluation.gradient[i]
      state.buffer[i] = alpha * state.buffer[i] + (1 - alpha) * gradient * gradient
      let scale = state.buffer[i].squareRoot() + epsilon
      if scale > 0 { parameters[i] -= learningRate * gradient / scale }
    }
  }
}
