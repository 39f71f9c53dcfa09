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

/// Seeded mini-batches: each step sees `size` samples, each epoch every sample once.
public struct MiniBatches: Codable, Equatable, Sendable {
  /// The number of samples of a batch; the last one of an epoch may be smaller.
  public var size: Int
  /// The seed of the order of the samples.
  public var seed: UInt64

  /// Batches of `size` samples in the order drawn from `seed`.
  public init(size: Int, seed: UInt64) {
    self.size = size
    self.seed = seed
  }
}

/// What makes a descent impossible.
public enum DescentError: Error, Equatable, Sendable {
  /// The rule needs second derivatives that the objective, or a mini-batch, does not offer.
  case needsGaussNewtonFactor(optimizer: String, reason: String)
  /// The batch is empty or larger than the data.
  case batchSize(Int, samples: Int)
  /// The checkpoint belongs to an objective of another dimension.
  case dimension(checkpoint: Int, objective: Int)
}

extension DescentError: CustomStringConvertible {
  /// The error as one line.
  public var description: String {
    switch self {
    case .needsGaussNewtonFactor(let optimizer, let reason):
      "\(optimizer) needs the Gauss–Newton matrix of the mean loss, but \(reason)"
    case .batchSize(let size, let samples):
      "batchSize must be from 1 to the number of samples, \(samples), not \(size)"
    case .dimension(let checkpoint, let objective):
      "the checkpoint has \(checkpoint) parameters, the objective \(objective)"
    }
  }
}
