internal import LinearAlgebra

/// Normalised gradient descent: every step has length η.
///
/// At a zero gradient it stays. Without a falling learning rate it does not converge further than to within η.
///
/// - Complexity: 5·d flops a step, no allocation.
/// - Reference: Nesterov (1984); Hazan, Levy and Shalev-Shwartz (2015).
public struct NormalizedGradient: Optimizer {
  /// The name in the catalogue.
  public static let name = "normalized-gradient"
  /// The exact update.
  public static let update = "p ← p − η·g/‖g‖, and p where g = 0  (Nesterov 1984)"

  /// The learning rate η: the length of every step.
  public var learningRate = 0.001

  /// The rule with its default learning rate.
  public init() {}

  /// Nothing is remembered.
  public func makeState(dimension: Int) -> NoState { NoState() }

  /// Takes one step.
  public func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout NoState) {
    let norm = evaluation.gradient.euclideanNorm
    guard norm > 0 else { return }
    // Divide first: η/‖g‖ may overflow where the gradient is nearly gone.
    for i in parameters.indices { parameters[i] -= learningRate * (evaluation.gradient[i] / norm) }
  }
}
