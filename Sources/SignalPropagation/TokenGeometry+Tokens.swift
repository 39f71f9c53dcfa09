internal import Foundation
public import LinearAlgebra

extension TokenGeometry {
  /// The mean length and the mean gap of tokens, which are the columns of a matrix.
  ///
  /// The gap as the spread about the mean token, so that tokens that are nearly parallel keep its digits.
  public init(of tokens: Matrix) {
    let (d, n) = (tokens.rows, tokens.columns)
    var mean = [Double](repeating: 0, count: d)
    for i in 0..<n {
      for a in 0..<d { mean[a] += tokens.storage[a + i * d] }
    }
    for a in 0..<d { mean[a] /= Double(n) }
    var (length, spread) = (0.0, 0.0)
    for i in 0..<n {
      for a in 0..<d {
        let value = tokens.storage[a + i * d]
        length += value * value
        spread += (value - mean[a]) * (value - mean[a])
      }
    }
    self.init(length: length / Double(d * n), gap: spread / (Double(d) * Double(n - 1)))
  }

  /// Tokens in `width` dimensions with exactly this geometry: n columns, a regular simplex.
  ///
  /// Each is a multiple of its own axis plus one of the sum of the first n axes. Weights that are normal know no
  /// direction, so that axes are as good as any.
  public func simplex(width: Int, tokens n: Int) -> Matrix {
    precondition(n >= 1 && n <= width, "a simplex needs a dimension for each token")
    let along = length - gap + gap / Double(n)
    precondition(gap >= 0 && along >= -1e-12 * length, "there is no such simplex")
    let own = gap.squareRoot()
    let common = (max(0, along).squareRoot() - (gap / Double(n)).squareRoot()) / Double(n).squareRoot()
    let unit = Double(width).squareRoot()
    var matrix = Matrix(rows: width, columns: n)
    for i in 0..<n {
      for a in 0..<n { matrix[a, i] = unit * (common + (a == i ? own : 0)) }
    }
    return matrix
  }
}

extension GradientGeometry {
  /// The mean square of the columns of a gradient, and the mean product of two of them.
  public init(of gradient: Matrix) {
    let (d, n) = (gradient.rows, gradient.columns)
    var sum = [Double](repeating: 0, count: d)
    var squares = 0.0
    for i in 0..<n {
      for a in 0..<d {
        let value = gradient.storage[a + i * d]
        sum[a] += value
        squares += value * value
      }
    }
    let all = sum.reduce(0) { $0 + $1 * $1 }
    let count = Double(d) * Double(n)
    self.init(length: squares / count, overlap: (all - squares) / (count * Double(n - 1)))
  }
}
