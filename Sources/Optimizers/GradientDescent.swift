/// Gradient descent: p ← p − η·g.
///
/// - Complexity: 2·d flops a step, no allocation.
/// - Reference: Cauchy (1847).
public struct GradientDescent: Optimizer {
  /// Nothing is remembered.
  public struct State: Codable, Sendable {}

  public static let name = "gradient-descent"
  public static let update = "p ← p − η·g  (Cauchy 1847)"

  public var learningRate = 0.1

  public init() {}

  public func makeState(dimension: Int) -> State { State() }

  public func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout State) {
    for i in parameters.indices { parameters[i] -= learningRate * evaluation.gradient[i] }
  }
}
