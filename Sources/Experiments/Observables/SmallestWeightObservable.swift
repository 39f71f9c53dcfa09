internal import Attention

/// The smallest attention weight of any token of any sample.
public enum SmallestWeightObservable: Observable {
  /// `smallest-weight`.
  public static let name = "smallest-weight"
  /// What it is.
  public static let summary = "log10 of the smallest attention weight of any sample (decades)"
  /// One column.
  public static let columns = ["log10_smallest_weight"]

  /// A logarithm, since the weight itself may underflow.
  public static func measure(_ instant: Instant, _ j: Int) -> [Double] {
    [instant.attention[j].log10SmallestWeight]
  }
}
