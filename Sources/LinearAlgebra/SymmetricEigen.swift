internal import COpenBLAS

/// The eigenvalues and eigenvectors of a symmetric matrix, A = V·diag(λ)·Vᵀ.
///
/// Only the lower triangle of A is used, but all of A must be finite. Eigenvalues are accurate to a few
/// ulp of the largest one, not of themselves: for small ones of a graded matrix see ``JacobiSVD``.
///
/// - Complexity: about 9·n³ flops with vectors, 4·n³/3 without.
/// - Reference: Dhillon and Parlett (2004), relatively robust representations.
///
/// Corresponds to LAPACK `dsyevr`.
public struct SymmetricEigen: Equatable, Sendable {
  /// The eigenvalues λ, ascending.
  public let values: [Double]
  /// The orthonormal eigenvectors, n × n; column i belongs to `values[i]`.
  public let vectors: Matrix

  /// Diagonalises a square matrix.
  ///
  /// - Throws: ``LinearAlgebraError/notFinite(routine:)``, ``LinearAlgebraError/notConverged(routine:)``.
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    var vectors = Matrix(rows: matrix.rows, columns: matrix.rows)
    self.values = try SymmetricEigen.diagonalise(matrix, vectors: &vectors.storage)
    self.vectors = vectors
  }

  /// The eigenvalues; the eigenvectors too when `vectors` has room for n² elements.
  fileprivate static func diagonalise(
    _ matrix: Matrix, vectors: inout [Double]
  ) throws(LinearAlgebraError) -> [Double] {
    precondition(matrix.rows == matrix.columns, "an eigenvalue decomposition needs a square matrix")
    try LAPACK.requireFinite(matrix, "SymmetricEigen")
    let size = matrix.rows
    var values = [Double](repeating: 0, count: size)
    guard size > 0 else { return values }
    var destroyed = matrix.storage
    var (n, lda, ldz, found) = (CInt(size), CInt(size), CInt(size), CInt(0))
    // With RANGE = 'A' the bounds vl, vu, il, iu are not read; a zero tolerance asks for full accuracy.
    var (unusedBound, otherUnusedBound, tolerance) = (0.0, 0.0, 0.0)
    var (unusedIndex, otherUnusedIndex) = (CInt(0), CInt(0))
    var support = [CInt](repeating: 0, count: 2 * size)
    var integers = [CInt](repeating: 0, count: 10 * size)
    var integerCount = CInt(10 * size)
    let job = vectors.isEmpty ? "N" : "V"
    let info = unsafe LAPACK.withWorkspace { work, workSize, info in
      unsafe dsyevr_(
        job, "A", "L", &n, &destroyed, &lda, &unusedBound, &otherUnusedBound, &unusedIndex,
        &otherUnusedIndex, &tolerance, &found, &values, &vectors, &ldz, &support, work, workSize, &integers,
        &integerCount, info, 1, 1, 1)
    }
    try LAPACK.check(info, "dsyevr", positive: .notConverged)
    return values
  }
}

extension Matrix {
  /// The eigenvalues of a symmetric matrix, ascending; only the lower triangle is used.
  ///
  /// - Complexity: 4·n³/3 flops.
  ///
  /// Corresponds to LAPACK `dsyevr` without vectors.
  public func symmetricEigenvalues() throws(LinearAlgebraError) -> [Double] {
    var none: [Double] = []
    return try SymmetricEigen.diagonalise(self, vectors: &none)
  }
}
