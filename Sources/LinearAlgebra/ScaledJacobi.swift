internal import COpenBLAS
internal import Foundation

/// One-sided Jacobi rotations of a matrix whose columns carry powers of two: A = B·diag(2^e).
///
/// The rotation of two columns is written in terms of their ratio 2^(e_q − e_p), which may underflow: what is left
/// is then the Gram–Schmidt step the rotation tends to. Every singular value of A is right to a modest multiple
/// of κ(B')·ε, B' being A with columns scaled to unit length.
///
/// - Complexity: 4·m·n² flops a sweep; four to eight sweeps.
/// - Reference: Hestenes (1958); Demmel and Veselić (1992); Anda and Park (1994) on scaled rotations.
struct ScaledJacobi {
  /// The singular values, descending.
  let values: [ScaledNumber]
  /// The left singular vectors, m × n.
  let leftVectors: Matrix

  /// Rotates the columns `columns`·diag(`scales`) until they are orthogonal.
  ///
  /// - Throws: ``LinearAlgebraError/notConverged(routine:)``.
  init(columns: Matrix, scales: [ScaledNumber]) throws(LinearAlgebraError) {
    var state = State(columns, scales)
    let limit = 40
    var sweeps = 0
    while state.sweep() {
      sweeps += 1
      guard sweeps < limit else { throw .notConverged(routine: "ScaledJacobi") }
    }
    let (rows, count) = (columns.rows, columns.columns)
    var values: [ScaledNumber] = []
    var vectors = Matrix(rows: rows, columns: count)
    for (j, column) in state.descending().enumerated() {
      let elements = state.columns.column(column)
      let norm = elements.euclideanNorm
      values.append(ScaledNumber(significand: norm, exponent: state.exponents[column]))
      vectors.setColumn(j, to: elements.map { $0 / norm })
    }
    self.values = values
    self.leftVectors = vectors
  }
}

private struct State {
  var columns: Matrix
  var exponents: [Int]
  private var squares: [Double]
  private let tolerance: Double

  init(_ columns: Matrix, _ scales: [ScaledNumber]) {
    self.columns = columns
    exponents = scales.map(\.exponent)
    squares = Array(repeating: 0, count: scales.count)
    tolerance = Double.ulpOfOne * Double(max(16, columns.rows)).squareRoot()
    for (j, scale) in scales.enumerated() {
      for i in 0..<columns.rows { self.columns[i, j] *= scale.significand }
    }
  }

  /// The columns from the longest to the shortest.
  func descending() -> [Int] {
    let lengths = squares.indices.map { j in 0.5 * log2(squares[j]) + Double(exponents[j]) }
    return lengths.indices.sorted { lengths[$0] > lengths[$1] }
  }

  /// Brings every column's length between 1/2 and 2, and measures it.
  private mutating func normalise() {
    for j in exponents.indices {
      let shift = Int(columns.column(j).euclideanNorm.exponent)
      exponents[j] += shift
      var sum = 0.0
      for i in 0..<columns.rows {
        let value = scalbn(columns[i, j], -shift)
        columns[i, j] = value
        sum += value * value
      }
      squares[j] = sum
    }
  }

  /// Visits every pair once, the longer column first; returns whether one had to be rotated.
  mutating func sweep() -> Bool {
    normalise()
    let order = descending()
    let rows = columns.rows
    var rotated = false
    OpenBLAS.pin()
    let (tolerance, count) = (tolerance, exponents.count)
    unsafe columns.storage.withUnsafeMutableBufferPointer { elements in
      guard let base = elements.baseAddress else { return }
      for (first, i) in order.enumerated() {
        for second in first + 1..<max(first + 1, count) {
          var (p, q) = (i, order[second])
          if exponents[p] < exponents[q] { swap(&p, &q) }
          let u = unsafe base + p * rows
          let v = unsafe base + q * rows
          let product = unsafe cblas_ddot(CInt(rows), u, 1, v, 1)
          let (a, b) = (squares[p], squares[q])
          guard product.magnitude > tolerance * (a * b).squareRoot() else { continue }
          rotated = true
          // t = ρ·τ is the tangent of the rotation, with cot 2θ = (ρ²b − a)/(2ρ·product).
          let ratio = scalbn(1.0, exponents[q] - exponents[p])
          let cotangent = (ratio * ratio * b - a) / (2 * product)
          let root = (ratio * ratio + cotangent * cotangent).squareRoot()
          let tau = (cotangent < 0 ? -1 : 1) / (cotangent.magnitude + root)
          let cosine = 1 / (1 + ratio * ratio * tau * tau).squareRoot()
          let (down, up) = (-cosine * ratio * ratio * tau, cosine * tau)
          for k in 0..<rows {
            let (x, y) = unsafe (u[k], v[k])
            unsafe u[k] = cosine * x + down * y
            unsafe v[k] = cosine * y + up * x
          }
          squares[p] = unsafe cblas_ddot(CInt(rows), u, 1, u, 1)
          squares[q] = unsafe cblas_ddot(CInt(rows), v, 1, v, 1)
        }
      }
    }
    return rotated
  }
}
