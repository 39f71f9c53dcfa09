/// Nesterov's momentum: b ← μ·b + g, p ← p − η·(g + μ·b).
///
/// The parameters are those after the look-ahead, as in PyTorch. With μ = 0 it is gradient descent.
/// Along a mode of curvature λ errors shrink as the larger root of r² − (1 + μ)(1 − ηλ)·r + μ(1 − ηλ).
///
/// - Complexity: 6·d flops a step, no allocation.
/// - Reference: Nesterov (1983), in the form of Sutskever et al. (2013). Corresponds to
///   `torch.optim.SGD(momentum=μ, nesterov=True)`.
public struct Nesterov: Optimizer {
  /// The name in the catalogue.
  public static let name = "nesterov"
  /// The exact update.
  public static let update = "b ← μ·b + g; p ← p − η·(g + μ·b)  (Nesterov 1983, Sutskever et al. 2013)"
  /// Every hyperparameter.
  public static let hyperparameters: [Hyperparameter<Nesterov>] = [
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
      let gradient = evaluation.gradient[i]
      state.buffer[i] = momentum * state.buffer[i] + gradient
      parameters[i] -= learningRate * (gradient + momentum * state.buffer[i])
    }
  }
}
