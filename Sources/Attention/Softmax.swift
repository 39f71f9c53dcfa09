internal import Foundation

/// The softmax and its Jacobian J = diag(s) − s sᵀ, component by component, near the boundary of the simplex too.
///
/// Straightforward formulas lose everything there: s∘(u − sᵀu) subtracts two numbers that agree in all digits at
/// the dominant token. Here values are measured from that token, and sums that cancel are compensated.
public enum Softmax {
  /// The weights s_a = e^{z_a} / Σ e^{z_b}, each to a few ulp of the exact value for the given logits.
  ///
  /// Logits −∞ are allowed (weight 0) beside a finite one. The rounding error of z_a − max z, which a difference
  /// of 700 would turn into 500 ulp, is carried into the exponential.
  ///
  /// - Complexity: O(n), one allocation.
  public static func weights(_ logits: [Double]) -> [Double] {
    guard let largest = logits.max() else { return [] }
    var weights = logits.map { exponential(of: $0, minus: largest) }
    let sum = weights.compensatedSum
    for a in weights.indices { weights[a] /= sum }
    return weights
  }

  /// log s_a, accurate where s_a underflows and where it is nearly 1.
  ///
  /// - Complexity: O(n), one allocation.
  public static func logWeights(_ logits: [Double]) -> [Double] {
    guard let centre = logits.indices.max(by: { logits[$0] < logits[$1] }) else { return [] }
    var rest = logits.map { exponential(of: $0, minus: logits[centre]) }
    rest[centre] = 0
    let logSum = log1p(rest.compensatedSum)
    return logits.map { ($0 - logits[centre]) - logSum }
  }

  /// The product J(s)·u at the weights of `logits`: s_a (u_a − Σ_b s_b u_b).
  ///
  /// Each component keeps its relative accuracy however small the weights are; only a u_a that happens to equal
  /// the mean loses digits, as many as they share.
  ///
  /// - Complexity: O(n), three allocations.
  public static func jacobianProduct(logits: [Double], _ values: [Double]) -> [Double] {
    precondition(logits.count == values.count, "the softmax Jacobian is square")
    guard let centre = logits.indices.max(by: { logits[$0] < logits[$1] }) else { return [] }
    let weights = weights(logits)
    // u_a − u_c as an unevaluated sum of two doubles, and the mean of these offsets the same way.
    let offsets = values.map { difference($0, values[centre]) }
    var mean = (high: 0.0, low: 0.0)
    for a in logits.indices where a != centre {
      let product = weights[a] * offsets[a].high
      let error = (-product).addingProduct(weights[a], offsets[a].high) + weights[a] * offsets[a].low
      let sum = mean.high + product
      mean.low += twoSumError(mean.high, product, sum) + error
      mean.high = sum
    }
    return logits.indices.map { a in
      let high = offsets[a].high - mean.high
      let error = twoSumError(offsets[a].high, -mean.high, high)
      return weights[a] * (high + (error + (offsets[a].low - mean.low)))
    }
  }

  /// The entropy −Σ s log s in nats.
  ///
  /// - Complexity: O(n).
  public static func entropy(_ logits: [Double]) -> Double {
    // 0·log 0 = 0, also for logits −∞.
    zip(weights(logits), logWeights(logits)).reduce(0) { $1.0 > 0 ? $0 - $1.0 * $1.1 : $0 }
  }

  /// e^{a − b} with the rounding error of the difference put back.
  private static func exponential(of a: Double, minus b: Double) -> Double {
    let (high, low) = difference(a, b)
    let value = exp(high)
    return low.isFinite ? value.addingProduct(value, low) : value
  }

  /// a − b = high + low exactly (Knuth 1969).
  private static func difference(_ a: Double, _ b: Double) -> (high: Double, low: Double) {
    let high = a - b
    return (high, twoSumError(a, -b, high))
  }
}

/// What rounding a + b to `sum` lost (Knuth 1969); NaN when one of them is infinite.
@inline(__always)
private func twoSumError(_ a: Double, _ b: Double, _ sum: Double) -> Double {
  let second = sum - a
  return (a - (sum - second)) + (b - second)
}

extension [Double] {
  /// The sum with its rounding errors carried along (Neumaier 1974).
  var compensatedSum: Double {
    var sum = 0.0
    var lost = 0.0
    for value in self {
      let next = sum + value
      lost += twoSumError(sum, value, next)
      sum = next
    }
    return sum + lost
  }
}
