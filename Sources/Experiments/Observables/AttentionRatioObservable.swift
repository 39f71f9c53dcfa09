internal import Attention

/// The attention ratio x_max/x_min, by both conventions.
public enum AttentionRatioObservable: Observable {
  /// `attention-ratio`.
  public static let name = "attention-ratio"
  /// What it is.
  public static let summary = "x_max/x_min of each sample: mean of log10, and log10 of the mean (decades)"
  /// Two columns, one a convention.
  public static let columns = ["mean_log10_ratio", "log10_mean_ratio"]

  /// Exact however large: ratios are ranges of logits.
  public static func measure(_ instant: Instant, _ j: Int) -> [Double] {
    [instant.attention[j].meanLog10Ratio, instant.attention[j].log10MeanRatio]
  }
}
