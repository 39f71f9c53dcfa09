internal import Optimizers

/// The Euclidean norm of the gradient of the mean loss.
public enum GradientNormObservable: Observable {
  /// `gradient-norm`.
  public static let name = "gradient-norm"
  /// What it is.
  public static let summary = "‖∇L‖, Euclidean, over all trained parameters"
  /// One column.
  public static let columns = ["gradient_norm"]

  /// Known from the step itself.
  public static func measure(_ instant: Instant, _ j: Int) -> [Double] {
    [instant.snapshot.gradientNorms[j]]
  }
}
