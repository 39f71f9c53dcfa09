internal import Attention

/// The entropy of the attention weights, averaged over the samples.
public enum AttentionEntropyObservable: Observable {
  /// `attention-entropy`.
  public static let name = "attention-entropy"
  /// What it is.
  public static let summary = "−Σ x log x averaged over the samples (nats); log n when attention is uniform"
  /// One column.
  public static let columns = ["attention_entropy"]

  /// Keeps its relative accuracy when attention is nearly one-hot.
  public static func measure(_ instant: Instant, _ j: Int) -> [Double] { [instant.attention[j].meanEntropy] }
}
