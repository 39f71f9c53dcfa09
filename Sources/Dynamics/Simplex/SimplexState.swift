internal import Foundation

/// A point of the open simplex by its log-ratios, every distance to a target with full relative accuracy.
///
/// With a target w_i = log(x_i/x*_i) and d_i = x_i − x*_i = x*_i·expm1(w_i) for all coordinates but one, the closing
/// coordinate m, which makes the sum one: d_m = −Σ d_i, w_m = log1p(d_m/x*_m); m is the largest weight, so that
/// closing loses nothing. Without a target w_i = log x_i and d = x, and all coordinates share in making the sum one.
public struct SimplexState: Equatable, Sendable {
  /// w, natural logarithms: log(x_i/x*_i), or log x_i without a target.
  public internal(set) var logRatios: [Double]
  /// d = x − x*, or x without a target.
  public internal(set) var distances: [Double]
  /// x.
  public internal(set) var weights: [Double]
  /// m.
  public internal(set) var closing: Int

  /// The point with weights proportional to exp(logits).
  public init(logits: [Double], on flow: SimplexFlow) {
    precondition(logits.count == flow.count, "the logits do not have the flow's size")
    let centre = logits.indices.max { logits[$0] < logits[$1] } ?? 0
    logRatios = Self.normalised(logits, centre)
    for i in logits.indices { logRatios[i] -= flow.logTarget[i] }
    distances = [Double](repeating: 0, count: logits.count)
    weights = distances
    closing = centre
    _ = close(flow)
  }

  /// log x.
  public func logWeights(on flow: SimplexFlow) -> [Double] {
    logRatios.indices.map { logRatios[$0] + flow.logTarget[$0] }
  }

  /// What rounding leaves of a log-ratio beyond the range of weights, where it is only known relatively; else 0.
  ///
  /// An extinct strategy's log-ratio grows like t: at −1e8 doubles are 1.5e-8 apart, more than most tolerances.
  static func rounding(ofLogRatio logRatio: Double) -> Double {
    isBeyondWeights(logRatio) ? 32 * abs(logRatio).ulp : 0
  }

  /// Whether a weight with this log-ratio would be as good as zero.
  static func isBeyondWeights(_ logRatio: Double) -> Bool { abs(logRatio) > -SimplexFlow.smallestLogWeight }

  /// Makes distances and weights follow the log-ratios, and these add up.
  ///
  /// - Returns: False if the others leave no weight for the closing coordinate.
  mutating func close(_ flow: SimplexFlow) -> Bool {
    guard flow.hasTarget else {
      let centre = logRatios.indices.max { logRatios[$0] < logRatios[$1] } ?? 0
      logRatios = Self.normalised(logRatios, centre)
      for i in logRatios.indices { weights[i] = exp(logRatios[i]) }
      distances = weights
      return logRatios.allSatisfy(\.isFinite)
    }
    var sum = 0.0
    for i in logRatios.indices where i != closing {
      distances[i] = flow.target[i] * expm1(logRatios[i])
      // Where w is large the product keeps what x* + d would round away.
      weights[i] = flow.target[i] * exp(logRatios[i])
      sum += distances[i]
    }
    distances[closing] = -sum
    weights[closing] = flow.target[closing] - sum
    logRatios[closing] = log1p(-sum / flow.target[closing])
    return weights[closing] > 0 && weights[closing].isFinite && logRatios[closing].isFinite
  }

  /// log softmax: z − z_c − log1p(Σ e^{z_i − z_c}) with c the largest.
  private static func normalised(_ logits: [Double], _ centre: Int) -> [Double] {
    var rest = 0.0
    for i in logits.indices where i != centre { rest += exp(logits[i] - logits[centre]) }
    let logSum = log1p(rest)
    return logits.map { ($0 - logits[centre]) - logSum }
  }

  /// Lets the largest weight close, if it is twice the one that does.
  mutating func chooseClosing(_ flow: SimplexFlow) {
    let largest = weights.indices.max { weights[$0] < weights[$1] } ?? closing
    guard weights[largest] > 2 * weights[closing] else { return }
    closing = largest
    _ = close(flow)
  }
}
