public import Optimizers

/// What was observed of one trajectory.
public struct Curve: Codable, Sendable {
  /// The rule.
  public let optimizer: String
  /// Its learning rate.
  public let learningRate: Double
  /// The steps at which it was observed.
  public internal(set) var steps: [Int] = []
  /// The values of ``ObservableCatalog/columns`` at each of them.
  public internal(set) var values: [[Double]] = []
  /// The trajectory as it stood in the end.
  public internal(set) var trajectory: Trajectory?

  /// The values of one column.
  public func column(_ name: String) -> [Double] {
    guard let index = ObservableCatalog.columns.firstIndex(of: name) else {
      preconditionFailure("no observable fills a column named \(name)")
    }
    return values.map { $0[index] }
  }

  /// How it ended, in words: `completed`, `reached target at step k`, `diverged at step k`
  /// or `retired at step k`.
  public var outcome: String {
    switch trajectory?.outcome {
    case .diverged(let step): "diverged at step \(step)"
    case .retired(let step): "retired at step \(step)"
    case .reachedTarget(let step): "reached target at step \(step)"
    case .active, nil: "completed"
    }
  }

  /// The loss in the end; NaN if it diverged.
  public var finalLoss: Double {
    guard let trajectory, !trajectory.hasDiverged else { return .nan }
    return trajectory.loss
  }
}
