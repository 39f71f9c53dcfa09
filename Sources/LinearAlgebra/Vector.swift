/// Vectors are plain arrays; these are the norms and products every module needs.
extension [Double] {
  /// The Euclidean norm, scaled by the largest element so that it neither overflows nor underflows.
  ///
  /// NaN if an element is NaN, infinite if one is infinite (and none NaN).
  ///
  /// - Complexity: 2·n flops, some three times that where it must scale; no allocation.
  public var euclideanNorm: Double {
    // Most vectors need no scaling: in this range no square has overflowed, and those lost to underflow
    // are below the sum's last bit.
    var plain = 0.0
    for value in self { plain += value * value }
    if plain > 1e-280, plain < 1e280 { return plain.squareRoot() }
    let scale = maximumMagnitude
    guard scale > 0, scale.isFinite else { return scale }
    var sum = 0.0
    for value in self { sum += (value / scale) * (value / scale) }
    return scale * sum.squareRoot()
  }

  /// The largest absolute value; 0 for an empty vector, NaN if an element is NaN.
  public var maximumMagnitude: Double {
    var largest = 0.0
    for value in self {
      if value.isNaN { return .nan }
      largest = Swift.max(largest, value.magnitude)
    }
    return largest
  }

  /// The inner product Σ aᵢ bᵢ of two vectors of one length.
  ///
  /// - Complexity: 2·n flops, no allocation.
  @inlinable
  public func dot(_ other: [Double]) -> Double {
    precondition(count == other.count, "the vectors must have one length")
    var sum = 0.0
    for i in indices { sum += self[i] * other[i] }
    return sum
  }

  /// The arithmetic mean; NaN for an empty vector.
  public var mean: Double { reduce(0, +) / Double(count) }
}
