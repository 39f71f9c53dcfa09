internal import Optimizers

/// The mean loss L over the training samples.
public enum LossObservable: Observable {
  /// `loss`.
  public static let name = "loss"
  /// What it is.
  public static let summary = "L = (1/N) Σ ℓ(f_i, y_i), the mean training loss"
  /// One column.
  public static let columns = ["loss"]

  /// Known from the step itself.
  public static func measure(_ instant: Instant, _ j: Int) -> [Double] { [instant.snapshot.losses[j]] }
}
