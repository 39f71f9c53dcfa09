internal import COpenBLAS

/// The thin singular value decomposition A = U·diag(σ)·Vᵀ with small values to high relative accuracy.
///
/// If A = D₁·C·D₂ with diagonal D₁, D₂ of any range and a well-conditioned C, every σ is accurate to a
/// modest multiple of κ(C)·ε, however small beside the largest; ``SVD`` would return noise of size ε·σ₀.
/// The matrix is made triangular by a QR factorisation with complete pivoting, and one-sided Jacobi
/// rotations then orthogonalise the columns of Rᵀ. The values may span 300 orders of magnitude; tried on
/// wider ranges, the rotations lost the smallest ones.
///
/// For an m × n matrix and k = min(m, n), U is m × k and V is n × k.
///
/// - Complexity: O(k³) a sweep of rotations, beside the QR factorisation; about ten times the time of ``SVD``.
/// - Reference: Higham (2000) on D₁·C·D₂; Drmač and Veselić (2008) on Jacobi after QR.
///
/// Corresponds to LAPACK `dgejsv`, which pivots columns only and sorts rows; the rotations are `dgesvj`.
public struct JacobiSVD: Equatable, Sendable {
  /// U, m × k, with orthonormal columns.
  public let leftVectors: Matrix
  /// The singular values σ, descending.
  public let values: [Double]
  /// V (not Vᵀ), n × k, with orthonormal columns.
  public let rightVectors: Matrix

  /// Decomposes a finite matrix.
  ///
  /// - Throws: ``LinearAlgebraError/notFinite(routine:)``, ``LinearAlgebraError/notConverged(routine:)``.
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    guard matrix.rows >= matrix.columns else {
      let other = try JacobiSVD(matrix.transposed())
      (leftVectors, values, rightVectors) = (other.rightVectors, other.values, other.leftVectors)
      return
    }
    try LAPACK.requireFinite(matrix, "JacobiSVD")
    let qr = CompletelyPivotedQR(matrix, wantsOrthogonalFactor: true)
    // Rᵀ = W·Σ·Zᵀ, so that P₁·A = (Q·Z)·Σ·(P₂·W)ᵀ.
    var rotated = qr.triangularFactor.transposed()
    var accumulated = Matrix(rows: matrix.columns, columns: matrix.columns)
    self.values = try JacobiSVD.rotate(&rotated, accumulating: &accumulated.storage)
    try JacobiSVD.completeBasis(&rotated, from: values.firstIndex(of: 0) ?? values.count)
    self.leftVectors = (qr.orthogonalFactor * accumulated).movingRows(to: qr.rowOrder)
    self.rightVectors = rotated.movingRows(to: qr.columnOrder)
  }

  /// Rotates the columns of a square lower triangular X until they are orthogonal; returns their norms, the
  /// singular values, descending.
  ///
  /// With room for n² elements in `rotations`, X becomes its left singular vectors (zero columns for zero
  /// values) and `rotations` the right ones.
  fileprivate static func rotate(
    _ matrix: inout Matrix, accumulating rotations: inout [Double]
  ) throws(LinearAlgebraError) -> [Double] {
    let size = matrix.rows
    var values = [Double](repeating: 0, count: size)
    guard size > 0 else { return values }
    let wantsVectors = !rotations.isEmpty
    var (m, n, lda, ldv, unused, info) =
      (CInt(size), CInt(size), CInt(size), CInt(size), CInt(0), CInt(0))
    // dgesvj has no workspace query in this LAPACK; its documentation asks for max(6, m + n).
    var work = [Double](repeating: 0, count: max(6, 2 * size))
    var workSize = CInt(work.count)
    OpenBLAS.pin()
    unsafe dgesvj_(
      "L", wantsVectors ? "U" : "N", wantsVectors ? "V" : "N", &m, &n, &matrix.storage, &lda, &values,
      &unused, &rotations, &ldv, &work, &workSize, &info, 1, 1, 1)
    try LAPACK.check(info, "dgesvj", positive: .notConverged)
    // The true values are work[0] times the returned ones, which may leave the range of a Double.
    return values.map { $0 * work[0] }
  }

  /// Replaces the columns from `first` on by an orthonormal basis of what the others do not span.
  private static func completeBasis(_ vectors: inout Matrix, from first: Int) throws(LinearAlgebraError) {
    guard first < vectors.columns else { return }
    for j in first..<vectors.columns {
      for i in 0..<vectors.rows { vectors[i, j] = 0 }
    }
    // Reflectors of orthonormal columns are orthogonal to rounding, so the remaining columns of Q do.
    let basis = try QR(vectors).orthogonalFactor
    for j in first..<vectors.columns { vectors.setColumn(j, to: basis.column(j)) }
  }
}

extension Matrix {
  /// The min(m, n) singular values, descending, small ones to high relative accuracy; see ``JacobiSVD``.
  ///
  /// - Complexity: about two thirds of ``JacobiSVD``.
  ///
  /// Corresponds to LAPACK `dgesvj` without vectors.
  public func jacobiSingularValues() throws(LinearAlgebraError) -> [Double] {
    try LAPACK.requireFinite(self, "JacobiSVD")
    let tall = rows >= columns ? self : transposed()
    let qr = CompletelyPivotedQR(tall, wantsOrthogonalFactor: false)
    var factor = qr.triangularFactor.transposed()
    var none: [Double] = []
    return try JacobiSVD.rotate(&factor, accumulating: &none)
  }

  /// Row i of this matrix becomes row `order[i]` of the result.
  func movingRows(to order: [Int]) -> Matrix {
    var result = self
    for j in 0..<columns {
      for (i, destination) in order.enumerated() { result[destination, j] = self[i, j] }
    }
    return result
  }
}
