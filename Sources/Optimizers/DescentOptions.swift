/// When the trajectories of a descent stop, and what is noted on the way.
public struct DescentOptions: Codable, Equatable, Sendable {
  /// A trajectory stops at the first step whose loss is at or below this.
  public var lossTarget: Double?
  /// A trajectory whose loss exceeds this many times its initial one has diverged; nil: only when not finite.
  public var divergenceFactor: Double?
  /// The first step at or below each of these losses is noted.
  public var thresholds: [Double]

  /// Options; without any, trajectories stop only when they diverge.
  public init(lossTarget: Double? = nil, divergenceFactor: Double? = nil, thresholds: [Double] = []) {
    self.lossTarget = lossTarget
    self.divergenceFactor = divergenceFactor
    self.thresholds = thresholds
  }
}
