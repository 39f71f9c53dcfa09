internal import CVectorMath
internal import Foundation
public import LinearAlgebra
internal import TeacherStudent

/// How sparse the attention of a model is, over its samples.
///
/// Ratios are x_max/x_min of each sample's weights, held as logarithms: they pass 1e308 without harm.
public struct AttentionStatistics: Codable, Equatable, Sendable {
  /// The mean of log10 x_max/x_min over the samples.
  public var meanLog10Ratio: Double
  /// The log10 of the mean of x_max/x_min over the samples: the convention of the teacher's ratio.
  public var log10MeanRatio: Double
  /// log10 of the smallest weight of any sample.
  public var log10SmallestWeight: Double
  /// The mean attention entropy in nats.
  public var meanEntropy: Double

  init(_ samples: ArraySlice<SampleAttention>) {
    let logRatios = samples.map(\.logRatio)
    meanLog10Ratio = Self.meanLog10Ratio(logRatios)
    log10MeanRatio = Self.log10MeanRatio(logRatios)
    log10SmallestWeight = (samples.map(\.logSmallest).min() ?? 0) / log(10)
    meanEntropy = samples.map(\.entropy).mean
  }

  /// The mean of log10 ratios given as natural logarithms.
  public static func meanLog10Ratio(_ logRatios: [Double]) -> Double {
    logRatios.reduce(0, +) / Double(logRatios.count) / log(10)
  }

  /// log10 of the mean ratio, of ratios given as natural logarithms; nothing overflows.
  public static func log10MeanRatio(_ logRatios: [Double]) -> Double {
    logMeanExponential(logRatios).value / log(10)
  }
}

extension PromptAttentionLoss {
  /// The attention statistics of every column of a parameter matrix.
  ///
  /// - Complexity: 2·N·n·d flops and N·n exponentials a column, shared between threads; a handful of allocations.
  public func statistics(of parameters: Matrix) -> [AttentionStatistics] {
    let queries = (0..<parameters.columns).map { query(parameters.column($0))[0] }
    var samples = [SampleAttention](
      repeating: SampleAttention(), count: sampleCount * parameters.columns)
    unsafe samples.withUnsafeMutableBufferPointer { samples in
      Parallel.forEach(partition.partCount) { part in
        unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * tokens) { scratch in
          guard let scratch = scratch.baseAddress else { return }
          for i in partition.samples(ofPart: part) {
            for b in queries.indices {
              unsafe writeLogits(i, queries[b], into: scratch)
              unsafe samples[b * sampleCount + i] = SampleAttention(scratch, tokens)
            }
          }
        }
      }
    }
    return (0..<parameters.columns).map { b in
      AttentionStatistics(samples[b * sampleCount..<(b + 1) * sampleCount])
    }
  }

  /// The attention statistics at one parameter vector.
  public func statistics(at parameters: [Double]) -> AttentionStatistics {
    statistics(of: Matrix(rows: dimension, columns: 1, storage: parameters))[0]
  }

  /// log s of every sample at one parameter vector, n numbers each.
  ///
  /// - Complexity: 2·N·n·d flops.
  public func logWeights(at parameters: [Double]) -> [[Double]] {
    let query = query(parameters)[0]
    return (0..<sampleCount).map { Softmax.logWeights(logits($0, query)) }
  }

  /// The outputs f of every sample at one parameter vector, m each; in teacher-relative arithmetic f − f*.
  public func outputs(at parameters: [Double]) -> [[Double]] {
    let query = query(parameters)
    return (0..<sampleCount).map { state($0, query).outputs }
  }

  /// A sample's logits, up to a shift; relative to a teacher, its own and their change.
  private func logits(_ sample: Int, _ query: [Double]) -> [Double] {
    unsafe [Double](unsafeUninitializedCapacity: tokens) { logits, count in
      guard let logits = logits.baseAddress else { return }
      unsafe writeLogits(sample, query, into: logits)
      count = tokens
    }
  }

  private func writeLogits(_ sample: Int, _ query: [Double], into logits: UnsafeMutablePointer<Double>) {
    let first = sample * tokens
    unsafe vector_math_dot_rows(tokens, width, rows.pointer + first * width, query, nil, logits, nil)
    guard let reference else { return }
    for a in 0..<tokens { unsafe logits[a] += reference.logWeights[first + a] }
  }
}

/// The attention of one sample in three numbers.
struct SampleAttention {
  /// log(x_max/x_min).
  var logRatio = 0.0
  /// log x_min.
  var logSmallest = 0.0
  /// −Σ x log x.
  var entropy = 0.0

  init() {}

  /// With e_a = e^{z_a − max z} and Z = Σ e, the entropy is log Z + Σ (e_a/Z)(max z − z_a): no term is negative,
  /// so a nearly one-hot attention keeps its digits.
  ///
  /// - Parameter logits: n logits, which are overwritten, and room for n numbers more.
  init(_ logits: UnsafeMutablePointer<Double>, _ count: Int) {
    guard count > 0 else { return }
    var centre = 0
    var smallest = unsafe logits[0]
    for a in 1..<count {
      if unsafe logits[a] > logits[centre] { centre = a }
      smallest = unsafe min(smallest, logits[a])
    }
    let largest = unsafe logits[centre]
    let (gaps, weights) = unsafe (logits, logits + count)
    for a in 0..<count { unsafe gaps[a] -= largest }
    unsafe vector_math_exp(count, gaps, weights)
    unsafe weights[centre] = 0
    var rest = 0.0
    var moment = 0.0
    for a in 0..<count where unsafe weights[a] > 0 {
      unsafe rest += weights[a]
      unsafe moment -= weights[a] * gaps[a]
    }
    logRatio = largest - smallest
    let logSum = log1p(rest)
    logSmallest = -logRatio - logSum
    entropy = logSum + moment / (1 + rest)
  }
}
