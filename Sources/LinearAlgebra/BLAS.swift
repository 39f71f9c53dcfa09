internal import COpenBLAS

/// Products of matrices and vectors.
///
/// OpenBLAS is pinned to one thread: its results differ in the last bits between one and two
/// threads, so the lab parallelises over a fixed partition of its own (``Parallel``).
public enum BLAS {
  /// Whether a factor enters a product as it is or transposed.
  @frozen
  public enum Form: Sendable {
    /// The matrix itself.
    case plain
    /// Its transpose.
    case transposed
  }

  /// C ← α·op(A)·op(B) + β·C.
  ///
  /// With β = 0 the old C is not read. Shapes that do not fit trap.
  ///
  /// - Complexity: 2·m·n·k flops, no allocation.
  ///
  /// Corresponds to BLAS `dgemm`.
  public static func multiply(
    _ a: Matrix, _ formOfA: Form = .plain, _ b: Matrix, _ formOfB: Form = .plain,
    scale: Double = 1, adding oldScale: Double = 0, into c: inout Matrix
  ) {
    let (m, k) = formOfA == .plain ? (a.rows, a.columns) : (a.columns, a.rows)
    let (inner, n) = formOfB == .plain ? (b.rows, b.columns) : (b.columns, b.rows)
    precondition(k == inner, "the inner dimensions of a product must agree")
    precondition(c.rows == m && c.columns == n, "the product does not have the shape of its destination")
    guard m > 0, n > 0 else { return }
    OpenBLAS.pin()
    unsafe a.storage.withUnsafeBufferPointer { a in
      unsafe b.storage.withUnsafeBufferPointer { b in
        unsafe c.storage.withUnsafeMutableBufferPointer { c in
          unsafe cblas_dgemm(
            CblasColMajor, formOfA.code, formOfB.code, CInt(m), CInt(n), CInt(k), scale,
            a.baseAddress, CInt(max(1, formOfA == .plain ? m : k)),
            b.baseAddress, CInt(max(1, formOfB == .plain ? k : n)), oldScale, c.baseAddress, CInt(m))
        }
      }
    }
  }

  /// C ← α·op(A)·op(B) + β·C on bare memory: the building block of kernels that keep buffers of their own.
  ///
  /// `a`, `b`, `c` are column-major with leading dimensions `lda`, `ldb`, `ldc`; op(A) is m × k, op(B)
  /// k × n, C m × n. The caller vouches for the sizes.
  ///
  /// Corresponds to BLAS `dgemm`.
  package static func multiply(
    _ formOfA: Form, _ formOfB: Form, _ m: Int, _ n: Int, _ k: Int, scale: Double = 1,
    _ a: UnsafePointer<Double>, _ lda: Int, _ b: UnsafePointer<Double>, _ ldb: Int,
    adding oldScale: Double, into c: UnsafeMutablePointer<Double>, _ ldc: Int
  ) {
    OpenBLAS.pin()
    unsafe cblas_dgemm(
      CblasColMajor, formOfA.code, formOfB.code, CInt(m), CInt(n), CInt(k), scale, a, CInt(lda), b,
      CInt(ldb), oldScale, c, CInt(ldc))
  }
}

extension Matrix {
  /// The matrix product.
  ///
  /// - Complexity: 2·m·n·k flops, one allocation.
  ///
  /// Corresponds to BLAS `dgemm`.
  public static func * (a: Matrix, b: Matrix) -> Matrix {
    var product = Matrix(rows: a.rows, columns: b.columns)
    BLAS.multiply(a, .plain, b, .plain, into: &product)
    return product
  }

  /// The product with a vector.
  ///
  /// - Complexity: 2·m·n flops, one allocation.
  public static func * (a: Matrix, x: [Double]) -> [Double] {
    (a * Matrix(rows: x.count, columns: 1, storage: x)).storage
  }

  /// The product of the transpose with a vector, Aᵀx.
  ///
  /// - Complexity: 2·m·n flops, one allocation.
  public func transposedProduct(with x: [Double]) -> [Double] {
    var product = Matrix(rows: columns, columns: 1)
    BLAS.multiply(self, .transposed, Matrix(rows: x.count, columns: 1, storage: x), .plain, into: &product)
    return product.storage
  }

  /// AᵀA, exactly symmetric.
  ///
  /// - Complexity: 2·m·n² flops, one allocation.
  public func gram() -> Matrix {
    var product = Matrix(rows: columns, columns: columns)
    BLAS.multiply(self, .transposed, self, .plain, into: &product)
    for j in 0..<columns {
      for i in 0..<j { product[j, i] = product[i, j] }
    }
    return product
  }
}

extension BLAS.Form {
  var code: CBLAS_TRANSPOSE {
    switch self {
    case .plain: CblasNoTrans
    case .transposed: CblasTrans
    }
  }
}
