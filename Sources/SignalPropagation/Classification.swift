public import Objectives

/// How well a classifier does on some samples.
public struct Classification: Equatable, Sendable {
  /// The mean cross-entropy, in nats.
  public let loss: Double
  /// The share of right answers.
  public let accuracy: Double

  /// A result.
  public init(loss: Double, accuracy: Double) {
    (self.loss, self.accuracy) = (loss, accuracy)
  }
}

/// A network that learns to tell classes apart, with the samples it learns from.
public protocol Classifier: SampledObjective {
  /// Where training begins.
  func initialParameters(seed: UInt64) -> [Double]

  /// How well some samples are told apart.
  ///
  /// - Complexity: A forward pass.
  func classification(
    _ parameters: [Double], samples: Range<Int>, workspace: inout Workspace
  ) -> Classification
}

extension [Int] {
  /// In order, `size` at a time; the last ones may be fewer.
  func chunks(of size: Int) -> [[Int]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
