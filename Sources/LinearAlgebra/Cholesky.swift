internal import COpenBLAS

/// The Cholesky factorisation A = L·Lᵀ of a symmetric positive definite matrix.
///
/// Only the lower triangle of A is used, but all of A must be finite. The 0 × 0 matrix has an empty factor.
///
/// - Complexity: n³/3 flops, one allocation.
///
/// Corresponds to LAPACK `dpotrf`.
public struct Cholesky: Equatable, Sendable {
  /// The lower triangular factor L, n × n, with a positive diagonal and zeros above it.
  public let factor: Matrix

  /// A factorisation whose factor is known.
  init(factor: Matrix) { self.factor = factor }

  /// Factorises a square matrix.
  ///
  /// - Throws: ``LinearAlgebraError/notPositiveDefinite(order:)`` with the order of the first leading
  ///   minor that is not positive; ``LinearAlgebraError/notFinite(routine:)``.
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    precondition(matrix.rows == matrix.columns, "a Cholesky factorisation needs a square matrix")
    try LAPACK.requireFinite(matrix, "Cholesky")
    let size = matrix.rows
    var factor = matrix
    if size > 0 {
      var (n, lda, info) = (CInt(size), CInt(size), CInt(0))
      OpenBLAS.pin()
      unsafe dpotrf_("L", &n, &factor.storage, &lda, &info, 1)
      try LAPACK.check(info, "dpotrf", positive: .notPositiveDefinite)
    }
    for j in 0..<size {
      for i in 0..<j { factor.storage[i + j * size] = 0 }
    }
    self.factor = factor
  }

  /// The solution of A·x = b.
  ///
  /// - Complexity: 2·n² flops, one allocation.
  public func solve(_ rightHandSide: [Double]) -> [Double] {
    var solution = rightHandSide
    solve(into: &solution)
    return solution
  }

  /// The solution X of A·X = B, for a B of n rows.
  ///
  /// - Complexity: 2·n² flops a column, one allocation.
  ///
  /// Corresponds to LAPACK `dpotrs`.
  public func solve(_ rightHandSides: Matrix) -> Matrix {
    precondition(rightHandSides.rows == factor.rows, "a right-hand side needs one element for each row")
    var solution = rightHandSides
    solve(columns: rightHandSides.columns, &solution.storage)
    return solution
  }

  /// b ← A⁻¹·b in place; allocates nothing.
  ///
  /// - Complexity: 2·n² flops.
  public func solve(into vector: inout [Double]) {
    precondition(vector.count == factor.rows, "a right-hand side needs one element for each row")
    solve(columns: 1, &vector)
  }

  /// L⁻¹·B, or L⁻ᵀ·B with the form `.transposed`; the columns of L⁻¹·B are B's, whitened.
  ///
  /// L⁻ᵀ·(L⁻¹·B) solves A·X = B, and bᵀA⁻¹b = ‖L⁻¹b‖².
  ///
  /// - Complexity: n² flops a column, one allocation.
  ///
  /// Corresponds to BLAS `dtrsm`.
  public func applyingInverseFactor(_ form: BLAS.Form = .plain, to matrix: Matrix) -> Matrix {
    precondition(matrix.rows == factor.rows, "the matrix needs one row for each row of the factor")
    var result = matrix
    BLAS.solveTriangular(factor, .lower, form, into: &result)
    return result
  }

  private func solve(columns: Int, _ values: inout [Double]) {
    guard factor.rows > 0, columns > 0 else { return }
    var (n, count, lda, ldb, info) =
      (CInt(factor.rows), CInt(columns), CInt(factor.rows), CInt(factor.rows), CInt(0))
    OpenBLAS.pin()
    unsafe dpotrs_("L", &n, &count, factor.storage, &lda, &values, &ldb, &info, 1)
    precondition(info == 0, "dpotrs: argument \(-info) has an illegal value")
  }
}
