internal import LinearAlgebra

/// Polyak's step: as long as a convex function allows whose minimum f* is known.
///
/// p ← p − η·(f − f*)/‖g‖²·g. With η = 1 no step takes a convex function's iterate away from a minimiser.
/// Below f*, and at a zero gradient, it stays.
///
/// - Complexity: 5·d flops a step, no allocation.
/// - Reference: Polyak (1969), "Minimization of unsmooth functionals".
public struct Polyak: Optimizer {
  /// The name in the catalogue.
  public static let name = "polyak"
  /// The exact update.
  public static let update = "p ← p − η·max(f − f*, 0)/‖g‖²·g, and p where g = 0  (Polyak 1969)"
  /// Every hyperparameter.
  public static let hyperparameters: [Hyperparameter<Polyak>] = [
    .learningRate, .number("optimalLoss", \.optimalLoss, .finite, "f*, the loss at the minimum"),
  ]

  /// The learning rate η: 1 is Polyak's own.
  public var learningRate = 1.0
  /// f*, the loss at the minimum.
  public var optimalLoss = 0.0

  /// The rule with its default hyperparameters.
  public init() {}

  /// Nothing is remembered.
  public func makeState(dimension: Int) -> NoState { NoState() }

  /// Takes one step.
  public func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout NoState) {
    let norm = evaluation.gradient.euclideanNorm
    guard norm > 0 else { return }
    // ‖g‖² may underflow where (f − f*)/‖g‖ does not.
    let length = learningRate * max(evaluation.loss - optimalLoss, 0) / norm
    for i in parameters.indices { parameters[i] -= length * (evaluation.gradient[i] / norm) }
  }
}
