/// Gradient descent: p ← p − η·g.
///
/// - Complexity: 2·d flops a step, no allocation.
/// - Reference: Cauchy (1847).
public struct GradientDescent: Optimizer {
  /// The name in the catalogue.
  public static let name = "gradient-descent"
  /// The exact update.
  public static let update = "p ← p − η·g  (Cauchy 1847)"

  /// The learning rate η.
  public var learningRate = 0.001

  /// The rule with its default learning rate.
  public init() {}

  /// Nothing is remembered.
  public func makeState(dimension: Int) -> NoState { NoState() }

  /// Takes one step.
  public func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout NoState) {
    for i in parameters.indices { parameters[i] -= learningRate * evaluation.gradient[i] }
  }
}
