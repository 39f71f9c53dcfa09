internal import Foundation

/// The singular values of X·diag(d)·Yᵀ to high relative accuracy, for a positive d of any range.
///
/// With X and Y well conditioned, every value is right to a modest multiple of κ(X)·κ(Y)·ε, also where d spans
/// a thousand orders of magnitude: columns carry powers of two of their own, so that nothing over- or
/// underflows. Two QR factorisations with complete pivoting leave a triangle with graded columns, which
/// `ScaledJacobi` makes orthogonal.
///
/// X is m × k and Y is n × k with m, n ≥ k; there are k values.
///
/// - Complexity: O((m + n)·k²), and O(k³) a sweep of rotations.
/// - Reference: Demmel, Gu, Eisenstat, Slapničar, Veselić and Drmač (1999), algorithm 3.1.
public struct RankRevealingSVD: Equatable, Sendable {
  /// The singular values, descending.
  public let values: [ScaledNumber]
  /// The left singular vectors, m × k with orthonormal columns; m × 0 unless asked for.
  public let leftVectors: Matrix

  /// Decomposes the product of finite factors.
  ///
  /// - Throws: ``LinearAlgebraError/notFinite(routine:)``, ``LinearAlgebraError/notConverged(routine:)``, and
  ///   ``LinearAlgebraError/singular(pivot:)`` if a factor does not have rank k.
  public init(
    _ left: Matrix, diagonal: [ScaledNumber], _ right: Matrix, wantsLeftVectors: Bool = false
  ) throws(LinearAlgebraError) {
    let order = diagonal.count
    precondition(left.columns == order && right.columns == order, "one diagonal element for each column")
    try LAPACK.requireFinite(left, "RankRevealingSVD")
    try LAPACK.requireFinite(right, "RankRevealingSVD")
    var scaled = left
    for j in 0..<order {
      for i in 0..<left.rows { scaled[i, j] *= diagonal[j].significand }
    }
    // P₁·X·D·P₂ = Q₁·D₁·C₁, hence (X·D·Yᵀ)ᵀ = W·Q₁ᵀ·P₁ with W = Y·P₂·C₁ᵀ·D₁.
    let first = try GradedTriangle(
      CompletelyPivotedQR(
        scaled, columnExponents: diagonal.map(\.exponent), wantsOrthogonalFactor: wantsLeftVectors),
      columnExponents: diagonal.map(\.exponent))
    var permuted = Matrix(rows: right.rows, columns: order)
    for (j, source) in first.qr.columnOrder.enumerated() { permuted.setColumn(j, to: right.column(source)) }
    var product = Matrix(rows: right.rows, columns: order)
    BLAS.multiply(permuted, .plain, first.rows, .transposed, into: &product)
    for (j, scale) in first.diagonal.enumerated() {
      for i in 0..<product.rows { product[i, j] *= scale.significand }
    }
    // P₃·W·P₄ = Q₂·D₂·C₂, so that the values are those of C₂ᵀ·D₂.
    let exponents = first.diagonal.map(\.exponent)
    let second = try GradedTriangle(
      CompletelyPivotedQR(product, columnExponents: exponents, wantsOrthogonalFactor: false),
      columnExponents: exponents)
    let jacobi = try ScaledJacobi(columns: second.rows.transposed(), scales: second.diagonal)
    self.values = jacobi.values
    if wantsLeftVectors {
      let inner = jacobi.leftVectors.movingRows(to: second.qr.columnOrder)
      self.leftVectors = (first.qr.orthogonalFactor * inner).movingRows(to: first.qr.rowOrder)
    } else {
      self.leftVectors = Matrix(rows: left.rows, columns: 0)
    }
  }
}

/// The triangle of a QR factorisation as D·C, with 1 or −1 on the diagonal of C: graded rows apart from what is in
/// them.
private struct GradedTriangle {
  let qr: CompletelyPivotedQR
  let diagonal: [ScaledNumber]
  /// C, upper triangular with elements of order 1.
  let rows: Matrix

  init(_ qr: CompletelyPivotedQR, columnExponents: [Int]) throws(LinearAlgebraError) {
    let factor = qr.triangularFactor
    let exponents = qr.columnOrder.map { columnExponents[$0] }
    if let pivot = factor.firstZeroPivot { throw .singular(pivot: pivot + 1) }
    var rows = Matrix(rows: factor.rows, columns: factor.columns)
    for j in 0..<factor.columns {
      for i in 0...j {
        rows[i, j] = scalbn(factor[i, j] / factor[i, i].magnitude, exponents[j] - exponents[i])
      }
    }
    self.qr = qr
    self.rows = rows
    diagonal = exponents.indices.map {
      ScaledNumber(significand: factor[$0, $0].magnitude, exponent: exponents[$0])
    }
  }
}
