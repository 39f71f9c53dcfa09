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
