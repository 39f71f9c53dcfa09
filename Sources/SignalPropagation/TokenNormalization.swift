internal import Foundation
internal import LinearAlgebra

/// x̂ = √d·x/|x| for each column, without gain or subtraction of the mean, and its derivative.
enum TokenNormalization {
  /// x̂ and |x|/√d.
  static func forward(_ tokens: Matrix, into normalized: inout Matrix, lengths: inout [Double]) {
    let d = tokens.rows
    for i in 0..<tokens.columns {
      var square = 0.0
      for a in 0..<d {
        let value = tokens.storage[a + i * d]
        square += value * value
      }
      let length = (square / Double(d)).squareRoot()
      lengths[i] = length
      for a in 0..<d { normalized.storage[a + i * d] = tokens.storage[a + i * d] / length }
    }
  }

  /// g ← kept·g + (δ − x̂ (x̂·δ)/d)·√d/|x|, for δ the gradient with respect to x̂.
  static func addPullback(
    of slope: Matrix, at normalized: Matrix, lengths: [Double], kept: Double, to gradient: inout Matrix
  ) {
    let d = normalized.rows
    for i in 0..<normalized.columns {
      var product = 0.0
      for a in 0..<d { product += normalized.storage[a + i * d] * slope.storage[a + i * d] }
      let (along, scale) = (product / Double(d), 1 / lengths[i])
      for a in 0..<d {
        let place = a + i * d
        let change = slope.storage[place] - normalized.storage[place] * along
        gradient.storage[place] = kept * gradient.storage[place] + change * scale
      }
    }
  }
}
