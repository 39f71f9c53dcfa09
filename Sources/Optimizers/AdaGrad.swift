/// AdaGrad: each coordinate's gradient divided by the root of the sum of its squares so far.
///
///     s ← s + g²,   p ← p − η·g/(√s + ε)
///
/// - Complexity: 6·d flops a step, no allocation.
/// - Reference: Duchi, Hazan and Singer (2011). Corresponds to `torch.optim.Adagrad`.
public struct AdaGrad: Optimizer {
  /// The name in the catalogue.
  public static let name = "adagrad"
  /// The exact update.
  public static let update = "s ← s + g²; p ← p − η·g/(√s + ε)  (Duchi, Hazan and Singer 2011)"
  /// Every hyperparameter.
  public static let hyperparameters: [Hyperparameter<AdaGrad>] = [
    .learningRate, .number("epsilon", \.epsilon, .nonNegative, "ε, added to the root of the sum"),
  ]

  /// The learning rate η.
  public var learningRate = 0.01
  /// ε, added to the root of the sum.
  public var epsilon = 1e-10

  /// The rule with PyTorch's defaults.
  public init() {}

  /// A zero sum.
  public func makeState(dimension: Int) -> MomentumState { MomentumState(dimension: dimension) }

  /// Takes one step.
  public func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout MomentumState) {
    for i in parameters.indices {
      let gradient = evaluation.gradient[i]
      state.buffer[i] += gradient * gradient
      let scale = state.buffer[i].squareRoot() + epsilon
      if scale > 0 { parameters[i] -= learningRate * gradient / scale }
    }
  }
}
