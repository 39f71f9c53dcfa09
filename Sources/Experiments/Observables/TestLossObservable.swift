/// The mean loss over the held-out samples.
public enum TestLossObservable: Observable {
  /// `test-loss`.
  public static let name = "test-loss"
  /// What it is.
  public static let summary = "the mean loss on the held-out samples; nan without any"
  /// One column.
  public static let columns = ["test_loss"]

  /// Always in absolute arithmetic.
  public static func measure(_ instant: Instant, _ j: Int) -> [Double] {
    [instant.testLosses?[j] ?? .nan]
  }
}
