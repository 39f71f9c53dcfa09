internal import Foundation

/// g(c) = log((1/N) Σ exp(c·x_i)) for c > 0, and its slope g'(c), the mean of the x_i weighted by exp(c·x_i).
///
/// Nothing overflows. The largest x_i itself where it is not finite; NaN for no values.
///
/// - Complexity: N exponentials, no allocation.
package func logMeanExponential(_ values: [Double], scale: Double = 1) -> (value: Double, slope: Double) {
  guard let largest = values.max() else { return (.nan, .nan) }
  guard largest.isFinite else { return (largest, .nan) }
  var (sum, weighted) = (0.0, 0.0)
  for value in values {
    let weight = exp(scale * (value - largest))
    sum += weight
    weighted += weight * value
  }
  return (scale * largest + log(sum / Double(values.count)), weighted / sum)
}
