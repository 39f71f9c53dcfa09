internal import COpenBLAS

/// The QR factorisation A·P = Q·R with column pivoting, which reveals the rank in practice.
///
/// At each step the remaining column of largest norm comes next, so that |r₀₀| ≥ |r₁₁| ≥ …, and each
/// |rᵢᵢ| is at least the norm of every later column's part below row i.
///
/// - Complexity: 4·n²·(m − n/3) flops for m ≥ n; both factors are formed.
/// - Reference: Businger and Golub (1965).
///
/// Corresponds to LAPACK `dgeqp3` and `dorgqr`.
public struct PivotedQR: Equatable, Sendable {
  /// Q, m × min(m, n), with QᵀQ = I.
  public let orthogonalFactor: Matrix
  /// R, min(m, n) × n, with zeros below its diagonal.
  public let triangularFactor: Matrix
  /// The columns of A in the order of A·P: column j of A·P is column `permutation[j]` of A.
  public let permutation: [Int]

  /// Factorises a finite matrix.
  ///
  /// - Throws: ``LinearAlgebraError/notFinite(routine:)``.
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    try LAPACK.requireFinite(matrix, "PivotedQR")
    var reflectors = matrix
    var scales = [Double](repeating: 0, count: min(matrix.rows, matrix.columns))
    // Zeros leave every column free to move.
    var pivots = [CInt](repeating: 0, count: matrix.columns)
    if scales.isEmpty {
      self.permutation = Array(0..<matrix.columns)
    } else {
      var (m, n, lda) = (CInt(matrix.rows), CInt(matrix.columns), CInt(matrix.rows))
      let info = unsafe LAPACK.withWorkspace { work, size, info in
        unsafe dgeqp3_(&m, &n, &reflectors.storage, &lda, &pivots, &scales, work, size, info)
      }
      try LAPACK.check(info, "dgeqp3", positive: .notConverged)
      self.permutation = pivots.map { Int($0) - 1 }
    }
    self.triangularFactor = QR.triangularFactor(of: reflectors)
    self.orthogonalFactor = QR.orthogonalFactor(of: reflectors, scales: scales)
  }

  /// How many diagonal elements of R exceed `relativeTolerance` times the first: the numerical rank.
  ///
  /// A tolerance of max(m, n)·ε asks for what rounding allows.
  public func rank(relativeTolerance: Double) -> Int {
    let diagonal = (0..<orthogonalFactor.columns).map { triangularFactor[$0, $0].magnitude }
    guard let largest = diagonal.first, largest > 0 else { return 0 }
    return diagonal.count { $0 > relativeTolerance * largest }
  }
}
