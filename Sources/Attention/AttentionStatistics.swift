internal import Foundation
internal import LinearAlgebra

/// How sparse the attention of a model is, over its samples.
///
/// Ratios are x_max/x_min of each sample's weights, held as logarithms: they pass 1e308 without harm.
public struct AttentionStatistics: Equatable, Sendable {
  /// The mean of log10 x_max/x_min over the samples.
  public var meanLog10Ratio: Double
  /// The log10 of the mean of x_max/x_min over the samples: the convention of the teacher's ratio.
  public var log10MeanRatio: Double
  /// log10 of the smallest weight of any sample.
  public var log10SmallestWeight: Double
  /// The mean attention entropy in nats.
  public var meanEntropy: Double

  /// The statistics of samples whose attention has these logarithms of weights, n a sample.
  public init(logWeights: [[Double]]) {
    let ranges = logWeights.map { ($0.max() ?? 0) - ($0.min() ?? 0) }
    meanLog10Ratio = Self.meanLog10Ratio(ranges)
    log10MeanRatio = Self.log10MeanRatio(ranges)
    log10SmallestWeight = (logWeights.compactMap { $0.min() }.min() ?? 0) / log(10)
    meanEntropy =
      logWeights.map { $0.reduce(0) { $1 > -.infinity ? $0 - exp($1) * $1 : $0 } }.reduce(0, +)
      / Double(logWeights.count)
  }

  /// The mean of log10 ratios given as natural logarithms.
  public static func meanLog10Ratio(_ logRatios: [Double]) -> Double {
    logRatios.reduce(0, +) / Double(logRatios.count) / log(10)
  }

  /// log10 of the mean ratio, of ratios given as natural logarithms; nothing overflows.
  public static func log10MeanRatio(_ logRatios: [Double]) -> Double {
    guard let largest = logRatios.max(), largest.isFinite else { return logRatios.max() ?? .nan }
    let sum = logRatios.reduce(0) { $0 + exp($1 - largest) }
    return (largest + log(sum / Double(logRatios.count))) / log(10)
  }
}

extension PromptAttentionLoss {
  /// The attention statistics at one parameter vector.
  ///
  /// - Complexity: 2·N·n·d flops.
  public func statistics(at parameters: [Double]) -> AttentionStatistics {
    AttentionStatistics(logWeights: logWeights(at: parameters))
  }

  /// log s of every sample at one parameter vector, n numbers each.
  ///
  /// - Complexity: 2·N·n·d flops.
  public func logWeights(at parameters: [Double]) -> [[Double]] {
    let query = query(parameters)[0]
    return (0..<sampleCount).map { i in
      let logits = rowProduct(i, query)
      guard let reference else { return Softmax.logWeights(logits) }
      return Softmax.logWeights(
        zip(reference.logWeights[i * tokens..<(i + 1) * tokens], logits).map { $0 + $1 })
    }
  }

  /// log10 of the mean ratio and the mean log10 ratio of one trajectory, as the last full evaluation left them.
  public func ratios(
    ofTrajectory b: Int, of trajectories: Int, in workspace: PromptAttentionWorkspace
  ) -> (log10MeanRatio: Double, meanLog10Ratio: Double) {
    let logRatios = (0..<sampleCount).map { workspace.logRatios[$0 * trajectories + b] }
    return (
      AttentionStatistics.log10MeanRatio(logRatios), AttentionStatistics.meanLog10Ratio(logRatios)
    )
  }

  /// The outputs f of every sample at one parameter vector, m each.
  ///
  /// In teacher-relative arithmetic f − f*.
  public func outputs(at parameters: [Double]) -> [[Double]] {
    let query = query(parameters)
    return (0..<sampleCount).map { state($0, query).outputs }
  }
}
