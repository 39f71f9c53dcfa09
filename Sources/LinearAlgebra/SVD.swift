internal import COpenBLAS

/// The thin singular value decomposition A = U·diag(σ)·Vᵀ of a matrix of any shape.
///
/// For an m × n matrix and k = min(m, n), U is m × k and V is n × k. Singular values are accurate to a
/// few ulp of the largest one; ``JacobiSVD`` gives small ones to high relative accuracy.
///
/// - Complexity: about 6·m·n² + 20·n³ flops for m ≥ n.
/// - Reference: Gu and Eisenstat (1995), divide and conquer.
///
/// Corresponds to LAPACK `dgesdd`.
public struct SVD: Equatable, Sendable {
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
    let order = min(matrix.rows, matrix.columns)
    var left = Matrix(rows: matrix.rows, columns: order)
    var rightTransposed = Matrix(rows: order, columns: matrix.columns)
    self.values = try SVD.decompose(matrix, left: &left.storage, rightTransposed: &rightTransposed.storage)
    self.leftVectors = left
    self.rightVectors = rightTransposed.transposed()
  }

  /// The singular values; the vectors too when there is room for them.
  fileprivate static func decompose(
    _ matrix: Matrix, left: inout [Double], rightTransposed: inout [Double]
  ) throws(LinearAlgebraError) -> [Double] {
    try LAPACK.requireFinite(matrix, "SVD")
    let order = min(matrix.rows, matrix.columns)
    var values = [Double](repeating: 0, count: order)
    guard order > 0 else { return values }
    var destroyed = matrix.storage
    var (m, n, lda, ldu, ldvt) =
      (CInt(matrix.rows), CInt(matrix.columns), CInt(matrix.rows), CInt(matrix.rows), CInt(order))
    var integers = [CInt](repeating: 0, count: 8 * order)
    let job = left.isEmpty ? "N" : "S"
    let info = unsafe LAPACK.withWorkspace { work, workSize, info in
      unsafe dgesdd_(
        job, &m, &n, &destroyed, &lda, &values, &left, &ldu, &rightTransposed, &ldvt, work, workSize,
        &integers, info, 1)
    }
    try LAPACK.check(info, "dgesdd", positive: .notConverged)
    return values
  }
}

extension Matrix {
  /// The min(m, n) singular values, descending.
  ///
  /// - Complexity: about 4·m·n² − 4·n³/3 flops for m ≥ n.
  ///
  /// Corresponds to LAPACK `dgesdd` without vectors.
  public func singularValues() throws(LinearAlgebraError) -> [Double] {
    var (noLeft, noRight): ([Double], [Double]) = ([], [])
    return try SVD.decompose(self, left: &noLeft, rightTransposed: &noRight)
  }
}
