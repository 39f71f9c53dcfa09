/// A descent between two steps: what is needed to go on later to the same bits.
///
/// Rules are decoded through ``OptimizerCatalog``. An encoder for JSON needs a strategy for infinities and
/// NaN, which the parameters of a diverged member may hold.
public struct DescentCheckpoint: Codable, Sendable {
  /// Every member as it stands.
  public var trajectories: [Trajectory]
  /// When trajectories stop.
  public var options: DescentOptions
  /// The mini-batches, if any; the order of the samples follows from the seed and the step.
  public var miniBatches: MiniBatches?
  /// The number of steps taken.
  public var step = 0

  var lastObservedStep = -1
}
