internal import COpenBLAS
internal import Foundation

/// The QR factorisation P₁·A·P₂ = Q·R in which the largest remaining element becomes the next pivot.
///
/// Errors stay small relative to each row and each column, so that A = D₁·C·D₂ with diagonal D₁, D₂ of any
/// range and a well-conditioned C keeps what its small elements say. Column pivoting with rows sorted once
/// loses digits when both D₁ and D₂ vary. For m ≥ n only.
///
/// D₂ may leave the range of a double: with exponents e_j the matrix factorised is A·diag(2^e), and R, which
/// holds the factor of A·P₂ in the order this asks for, has to be multiplied by diag(2^(P₂ᵀe)).
///
/// - Complexity: 4·n²·(m − n/3) flops for both factors.
/// - Reference: Powell and Reid (1969); Higham (2000), QR factorization with complete pivoting.
package struct CompletelyPivotedQR {
  /// Q, m × n, with QᵀQ = I; m × 0 unless asked for.
  package let orthogonalFactor: Matrix
  /// R, n × n, with zeros below its diagonal.
  package let triangularFactor: Matrix
  /// Row i of P₁·A is row `rowOrder[i]` of A.
  package let rowOrder: [Int]
  /// Column j of A·P₂ is column `columnOrder[j]` of A.
  package let columnOrder: [Int]

  /// Factorises a finite matrix with at least as many rows as columns.
  ///
  /// - Parameter columnExponents: The powers of two that belong to the columns; none means that all are 0.
  package init(_ matrix: Matrix, columnExponents: [Int] = [], wantsOrthogonalFactor: Bool) {
    let (m, n) = (matrix.rows, matrix.columns)
    precondition(m >= n, "more columns than rows: factorise the transpose")
    precondition(columnExponents.isEmpty || columnExponents.count == n, "one exponent for each column")
    var exponents = columnExponents.isEmpty ? Array(repeating: 0, count: n) : columnExponents
    OpenBLAS.pin()
    var reduced = matrix
    var (rowOrder, columnOrder) = (Array(0..<m), Array(0..<n))
    var scales = [Double](repeating: 0, count: n)
    var products = [Double](repeating: 0, count: n)
    for k in 0..<n {
      let (row, column) = CompletelyPivotedQR.largestElement(of: reduced, exponents, from: k)
      guard reduced[row, column] != 0 else { break }
      if row != k {
        rowOrder.swapAt(row, k)
        for j in 0..<n { reduced.storage.swapAt(row + j * m, k + j * m) }
      }
      if column != k {
        columnOrder.swapAt(column, k)
        exponents.swapAt(column, k)
        for i in 0..<m { reduced.storage.swapAt(i + column * m, i + k * m) }
      }
      scales[k] = CompletelyPivotedQR.reflect(&reduced, column: k)
      CompletelyPivotedQR.applyReflector(k, scales[k], to: &reduced, &products)
    }
    self.rowOrder = rowOrder
    self.columnOrder = columnOrder
    self.triangularFactor = QR.triangularFactor(of: reduced)
    self.orthogonalFactor =
      wantsOrthogonalFactor ? QR.orthogonalFactor(of: reduced, scales: scales) : Matrix(rows: m, columns: 0)
  }

  /// Where the largest element on and after row and column k stands, with the columns' exponents.
  private static func largestElement(
    of matrix: Matrix, _ exponents: [Int], from k: Int
  ) -> (row: Int, column: Int) {
    var (row, column, largest, exponent) = (k, k, 0.0, 0)
    let m = matrix.rows
    unsafe matrix.storage.withUnsafeBufferPointer { elements in
      for j in k..<matrix.columns {
        // What the column has to exceed, in its own units.
        var bound = largest > 0 ? scalbn(largest, exponent - exponents[j]) : 0
        for i in k..<m where unsafe elements[i + j * m].magnitude > bound {
          bound = unsafe elements[i + j * m].magnitude
          (row, column, largest, exponent) = (i, j, bound, exponents[j])
        }
      }
    }
    return (row, column)
  }

  /// Makes the reflector I − τ·v·vᵀ that annihilates column k below its diagonal; returns τ.
  ///
  /// As in LAPACK, v is stored below the diagonal (v_k = 1) and the diagonal becomes −sign(a)·‖column‖. The
  /// pivot is the largest element, so that nothing over- or underflows and |vᵢ| ≤ 1.
  private static func reflect(_ matrix: inout Matrix, column k: Int) -> Double {
    let base = k * matrix.rows
    let pivot = matrix.storage[base + k]
    var sum = 0.0
    for i in k + 1..<max(k + 1, matrix.rows) {
      let ratio = matrix.storage[base + i] / pivot
      sum += ratio * ratio
    }
    guard sum > 0 else { return 0 }
    let ratio = (1 + sum).squareRoot()
    for i in k + 1..<matrix.rows { matrix.storage[base + i] /= pivot * (1 + ratio) }
    matrix.storage[base + k] = -pivot * ratio
    return (1 + ratio) / ratio
  }

  /// Applies reflector k to the columns after it: A ← A − τ·v·(vᵀA).
  private static func applyReflector(
    _ k: Int, _ scale: Double, to matrix: inout Matrix, _ products: inout [Double]
  ) {
    let (m, rest) = (matrix.rows, matrix.columns - k - 1)
    guard scale != 0, rest > 0 else { return }
    let diagonal = matrix[k, k]
    matrix[k, k] = 1
    unsafe matrix.storage.withUnsafeMutableBufferPointer { elements in
      guard let base = elements.baseAddress else { return }
      let reflector = unsafe base + (k + k * m)
      let block = unsafe base + (k + (k + 1) * m)
      unsafe cblas_dgemv(
        CblasColMajor, CblasTrans, CInt(m - k), CInt(rest), 1, block, CInt(m), reflector, 1, 0, &products, 1)
      unsafe cblas_dger(
        CblasColMajor, CInt(m - k), CInt(rest), -scale, reflector, 1, products, 1, block, CInt(m))
    }
    matrix[k, k] = diagonal
  }
}
