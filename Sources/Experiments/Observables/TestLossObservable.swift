internal import Attention
internal import LinearAlgebra
internal import Objectives

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
    guard let test = instant.problem.testLoss else { return [.nan] }
    let (prompt, value) = instant.models[j]
    let trainsValue = instant.problem.loss.trained == .promptAndValue
    return [test.valueAndGradient(at: trainsValue ? prompt + value.storage : prompt).loss]
  }
}
