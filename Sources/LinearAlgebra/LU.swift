internal import COpenBLAS

/// The LU factorisation P·A = L·U of a square matrix, with partial pivoting.
///
/// - Complexity: 2·n³/3 flops, one allocation.
/// - Reference: Golub and Van Loan, Matrix Computations, §3.4.
///
/// Corresponds to LAPACK `dgetrf`.
public struct LU: Equatable, Sendable {
  /// L below the diagonal (its unit diagonal is not stored) and U on and above it.
  private let packed: Matrix
  /// LAPACK's row interchanges, counted from 1.
  private let interchanges: [CInt]

  /// Factorises a finite square matrix.
  ///
  /// - Throws: ``LinearAlgebraError/singular(pivot:)`` when a pivot is exactly zero;
  ///   ``LinearAlgebraError/notFinite(routine:)``.
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    precondition(matrix.rows == matrix.columns, "an LU factorisation needs a square matrix")
    try LAPACK.requireFinite(matrix, "LU")
    var packed = matrix
    var interchanges = [CInt](repeating: 0, count: matrix.rows)
    if matrix.rows > 0 {
      var (m, n, lda, info) = (CInt(matrix.rows), CInt(matrix.rows), CInt(matrix.rows), CInt(0))
      OpenBLAS.pin()
      unsafe dgetrf_(&m, &n, &packed.storage, &lda, &interchanges, &info)
      try LAPACK.check(info, "dgetrf", positive: .singular)
    }
    self.packed = packed
    self.interchanges = interchanges
  }

  /// The solution of A·x = b, or of Aᵀ·x = b with the form `.transposed`.
  ///
  /// - Complexity: 2·n² flops, one allocation.
  public func solve(_ rightHandSide: [Double], _ form: BLAS.Form = .plain) -> [Double] {
    var solution = rightHandSide
    solve(form, into: &solution)
    return solution
  }

  /// The solution X of A·X = B, or of Aᵀ·X = B, for a B of n rows.
  ///
  /// - Complexity: 2·n² flops a column, one allocation.
  ///
  /// Corresponds to LAPACK `dgetrs`.
  public func solve(_ rightHandSides: Matrix, _ form: BLAS.Form = .plain) -> Matrix {
    precondition(rightHandSides.rows == packed.rows, "a right-hand side needs one element for each row")
    var solution = rightHandSides
    solve(form, columns: rightHandSides.columns, &solution.storage)
    return solution
  }

  /// b ← A⁻¹·b, or A⁻ᵀ·b, in place; allocates nothing.
  ///
  /// - Complexity: 2·n² flops.
  public func solve(_ form: BLAS.Form = .plain, into vector: inout [Double]) {
    precondition(vector.count == packed.rows, "a right-hand side needs one element for each row")
    solve(form, columns: 1, &vector)
  }

  /// L, with ones on its diagonal.
  public var lowerFactor: Matrix {
    var factor = Matrix.identity(packed.rows)
    for j in 0..<packed.rows {
      for i in j + 1..<max(j + 1, packed.rows) { factor[i, j] = packed[i, j] }
    }
    return factor
  }

  /// U, with zeros below its diagonal.
  public var upperFactor: Matrix { QR.triangularFactor(of: packed) }

  /// The rows of A in the order of P·A: row i of P·A is row `permutation[i]` of A.
  public var permutation: [Int] {
    var order = Array(0..<packed.rows)
    for (i, other) in interchanges.enumerated() { order.swapAt(i, Int(other) - 1) }
    return order
  }

  private func solve(_ form: BLAS.Form, columns: Int, _ values: inout [Double]) {
    guard packed.rows > 0, columns > 0 else { return }
    var (n, count, lda, ldb, info) =
      (CInt(packed.rows), CInt(columns), CInt(packed.rows), CInt(packed.rows), CInt(0))
    OpenBLAS.pin()
    unsafe dgetrs_(
      form == .plain ? "N" : "T", &n, &count, packed.storage, &lda, interchanges, &values, &ldb, &info, 1)
    precondition(info == 0, "dgetrs: argument \(-info) has an illegal value")
  }
}
