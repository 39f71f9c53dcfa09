internal import COpenBLAS

/// The thin QR factorisation A = Q·R of a matrix of any shape.
///
/// For an m × n matrix and k = min(m, n), Q is m × k with orthonormal columns and R is k × n, upper
/// trapezoidal. The diagonal of R may have either sign.
///
/// - Complexity: 4·n²·(m − n/3) flops for m ≥ n; both factors are formed.
/// - Reference: Golub and Van Loan, Matrix Computations, §5.2.
///
/// Corresponds to LAPACK `dgeqrf` and `dorgqr`.
public struct QR: Equatable, Sendable {
  /// Q, m × min(m, n), with QᵀQ = I.
  public let orthogonalFactor: Matrix
  /// R, min(m, n) × n, with zeros below its diagonal.
  public let triangularFactor: Matrix

  /// Factorises a finite matrix.
  ///
  /// - Throws: ``LinearAlgebraError/notFinite(routine:)``.
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    try LAPACK.requireFinite(matrix, "QR")
    var reflectors = matrix
    var scales = [Double](repeating: 0, count: min(matrix.rows, matrix.columns))
    if !scales.isEmpty {
      var (m, n, lda) = (CInt(matrix.rows), CInt(matrix.columns), CInt(matrix.rows))
      let info = unsafe LAPACK.withWorkspace { work, size, info in
        unsafe dgeqrf_(&m, &n, &reflectors.storage, &lda, &scales, work, size, info)
      }
      try LAPACK.check(info, "dgeqrf", positive: .notConverged)
    }
    self.triangularFactor = QR.triangularFactor(of: reflectors)
    self.orthogonalFactor = QR.orthogonalFactor(of: reflectors, scales: scales)
  }

  /// The x that minimises ‖A·x − b‖, for an A with at least as many rows as columns.
  ///
  /// - Throws: ``LinearAlgebraError/singular(pivot:)`` when a diagonal element of R is exactly zero.
  ///   Nearly dependent columns are not found here: use ``PivotedQR`` or ``SVD``.
  /// - Complexity: 2·m·n + n² flops.
  public func leastSquares(_ rightHandSide: [Double]) throws(LinearAlgebraError) -> [Double] {
    precondition(
      orthogonalFactor.rows >= triangularFactor.columns,
      "least squares needs at least as many rows as columns")
    if let pivot = triangularFactor.firstZeroPivot { throw .singular(pivot: pivot + 1) }
    var solution = orthogonalFactor.transposedProduct(with: rightHandSide)
    BLAS.solveTriangular(triangularFactor, .upper, into: &solution)
    return solution
  }

  /// The upper trapezoid of a factorisation in LAPACK's packed form.
  static func triangularFactor(of reflectors: Matrix) -> Matrix {
    let order = min(reflectors.rows, reflectors.columns)
    var factor = Matrix(rows: order, columns: reflectors.columns)
    for j in 0..<reflectors.columns {
      for i in 0..<min(j + 1, order) {
        factor.storage[i + j * order] = reflectors.storage[i + j * reflectors.rows]
      }
    }
    return factor
  }

  /// The first min(m, n) columns of the product of the reflectors in LAPACK's packed form.
  static func orthogonalFactor(of reflectors: Matrix, scales: [Double]) -> Matrix {
    let order = scales.count
    var factor = Matrix(
      rows: reflectors.rows, columns: order,
      storage: Array(reflectors.storage.prefix(reflectors.rows * order)))
    guard order > 0 else { return factor }
    var (m, n, k, lda) = (CInt(reflectors.rows), CInt(order), CInt(order), CInt(reflectors.rows))
    let info = unsafe LAPACK.withWorkspace { work, size, info in
      unsafe dorgqr_(&m, &n, &k, &factor.storage, &lda, scales, work, size, info)
    }
    precondition(info == 0, "dorgqr: argument \(-info) has an illegal value")
    return factor
  }
}
