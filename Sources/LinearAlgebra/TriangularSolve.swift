internal import COpenBLAS

extension BLAS {
  /// Which triangle of a matrix a solve uses; the other one is not read.
  @frozen
  public enum Triangle: Sendable {
    /// The diagonal and what stands below it.
    case lower
    /// The diagonal and what stands above it.
    case upper
  }

  /// From which side a triangular matrix is divided off.
  @frozen
  public enum Side: Sendable {
    /// B ← op(T)⁻¹·B.
    case left
    /// B ← B·op(T)⁻¹.
    case right
  }

  /// B ← op(T)⁻¹·B, or B·op(T)⁻¹ from the right, for a square triangular T.
  ///
  /// A zero on the diagonal of T gives infinite or NaN elements, as a division does;
  /// ``Matrix/firstZeroPivot`` finds it beforehand.
  ///
  /// - Complexity: n² flops a column (or row) of B, no allocation.
  ///
  /// Corresponds to BLAS `dtrsm`.
  public static func solveTriangular(
    _ matrix: Matrix, _ triangle: Triangle, _ form: Form = .plain, from side: Side = .left,
    into b: inout Matrix
  ) {
    let size = matrix.rows
    precondition(matrix.columns == size, "a triangular solve needs a square matrix")
    precondition(
      size == (side == .left ? b.rows : b.columns), "the triangular matrix does not fit the right-hand side")
    guard !b.storage.isEmpty else { return }
    OpenBLAS.pin()
    unsafe cblas_dtrsm(
      CblasColMajor, side == .left ? CblasLeft : CblasRight, triangle.code, form.code, CblasNonUnit,
      CInt(b.rows), CInt(b.columns), 1, matrix.storage, CInt(size), &b.storage, CInt(b.rows))
  }

  /// x ← op(T)⁻¹·x for a square triangular T; as for a matrix.
  ///
  /// - Complexity: n² flops, no allocation.
  ///
  /// Corresponds to BLAS `dtrsv`.
  public static func solveTriangular(
    _ matrix: Matrix, _ triangle: Triangle, _ form: Form = .plain, into x: inout [Double]
  ) {
    let size = matrix.rows
    precondition(matrix.columns == size, "a triangular solve needs a square matrix")
    precondition(size == x.count, "the triangular matrix does not fit the right-hand side")
    guard size > 0 else { return }
    OpenBLAS.pin()
    unsafe cblas_dtrsv(
      CblasColMajor, triangle.code, form.code, CblasNonUnit, CInt(size), matrix.storage, CInt(size), &x, 1)
  }
}

extension Matrix {
  /// The first diagonal element that is exactly zero, counted from 0: a triangular matrix is singular there.
  public var firstZeroPivot: Int? {
    (0..<Swift.min(rows, columns)).first { self[$0, $0] == 0 }
  }
}

extension BLAS.Triangle {
  fileprivate var code: CBLAS_UPLO {
    switch self {
    case .lower: CblasLower
    case .upper: CblasUpper
    }
  }
}
