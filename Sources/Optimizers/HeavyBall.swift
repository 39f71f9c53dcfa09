/// Heavy-ball momentum: b ← μ·b + g, p ← p − η·b.
///
/// With μ = 0 it is gradient descent. Along a mode of curvature λ errors shrink as the larger root of
/// r² − (1 + μ − ηλ)·r + μ.
///
/// - Complexity: 4·d flops a step, no allocation.
/// - Reference: Polyak (1964). Corresponds to `torch.optim.SGD(momentum=μ)`.
public struct HeavyBall: Optimizer {
  /// The name in the catalogue.
  public static let name = "heavy-ball"
  /// The exact update.
  public static let update = "b ← μ·b + g; p ← p − η·b  (Polyak 1964)"
  /// Every hyperparameter.
  public static let hyperparameters: [Hyperparameter<HeavyBall>] = [
    .learningRate, .number("momentum", \.momentum, .unitInterval, "μ, how much of the buffer is kept"),
  ]

  /// The learning rate η.
  public var learningRate = 0.001
  /// μ, how much of the buffer is kept.
  public var momentum = 0.9

  /// The rule with its default hyperparameters.
  public init() {}

  /// An empty buffer.
  public func makeState(dimension: Int) -> MomentumState { MomentumState(dimension: dimension) }

  /// Takes one step.
  public func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout MomentumState) {
    for i in parameters.indices {
      state.buffer[i] = momentum * state.buffer[i] + evaluation.gradient[i]
      parameters[i] -= learningRate * state.buffer[i]
    }
  }
}
