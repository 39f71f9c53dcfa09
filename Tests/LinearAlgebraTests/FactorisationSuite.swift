import LinearAlgebra

/// What a factorisation says of its factors; the suite below holds it to every word.
struct FactorisationClaims {
  /// The factors multiplied together again.
  var product: Matrix
  /// Factors with orthonormal columns.
  var orthonormal: [Matrix] = []
  /// Factors with zeros below the diagonal.
  var upperTriangular: [Matrix] = []
  /// Numbers in ascending order.
  var ascending: [Double] = []
  /// Numbers that must not be negative.
  var nonNegative: [Double] = []
}

/// The properties all factorisations share, for any implementation: an empty list means that all hold.
///
/// The product may differ from the matrix by c·n·ε·‖A‖ and QᵀQ from I by c·n·ε (Higham, 2002, ch. 19).
func violations(
  on matrix: Matrix, _ factorise: (Matrix) throws -> FactorisationClaims
) -> [String] {
  let claims: FactorisationClaims
  do { claims = try factorise(matrix) } catch { return ["refused: \(error)"] }
  let tolerance = 10 * Double(max(1, matrix.rows, matrix.columns)) * Double.ulpOfOne
  var found: [String] = []
  if claims.product.rows != matrix.rows || claims.product.columns != matrix.columns {
    found.append("the product is \(claims.product.rows) × \(claims.product.columns)")
  } else {
    let residual = (claims.product - matrix).frobeniusNorm
    if !(residual <= tolerance * matrix.frobeniusNorm) { found.append("the residual is \(residual)") }
  }
  for factor in claims.orthonormal {
    let defect = (factor.gram() - .identity(factor.columns)).maximumMagnitude
    if !(defect <= tolerance) { found.append("QᵀQ differs from I by \(defect)") }
  }
  for factor in claims.upperTriangular {
    for j in 0..<factor.columns {
      for i in 0..<factor.rows where i > j && factor[i, j] != 0 {
        found.append("element (\(i), \(j)) below the diagonal is not zero")
      }
    }
  }
  if zip(claims.ascending, claims.ascending.dropFirst()).contains(where: { !($0 <= $1) }) {
    found.append("the values do not ascend")
  }
  if claims.nonNegative.contains(where: { !($0 >= 0) }) { found.append("a value is negative") }
  return found
}

extension Matrix {
  /// A·diag(d).
  func scalingColumns(by diagonal: [Double]) -> Matrix { self * Matrix(diagonal: diagonal) }
}

extension FactorisationClaims {
  static func of(_ qr: QR) -> FactorisationClaims {
    FactorisationClaims(
      product: qr.orthogonalFactor * qr.triangularFactor, orthonormal: [qr.orthogonalFactor],
      upperTriangular: [qr.triangularFactor])
  }

  static func of(_ svd: SVD) -> FactorisationClaims {
    FactorisationClaims(
      product: svd.leftVectors.scalingColumns(by: svd.values) * svd.rightVectors.transposed(),
      orthonormal: [svd.leftVectors, svd.rightVectors], ascending: svd.values.reversed(),
      nonNegative: svd.values)
  }

  static func of(_ eigen: SymmetricEigen) -> FactorisationClaims {
    FactorisationClaims(
      product: eigen.vectors.scalingColumns(by: eigen.values) * eigen.vectors.transposed(),
      orthonormal: [eigen.vectors], ascending: eigen.values)
  }

  static func of(_ cholesky: Cholesky) -> FactorisationClaims {
    FactorisationClaims(
      product: cholesky.factor * cholesky.factor.transposed(),
      upperTriangular: [cholesky.factor.transposed()],
      nonNegative: (0..<cholesky.factor.rows).map { cholesky.factor[$0, $0] })
  }
}

extension FactorisationClaims {
  static func of(_ qr: PivotedQR) -> FactorisationClaims {
    let permuted = qr.orthogonalFactor * qr.triangularFactor
    var product = permuted
    for (j, column) in qr.permutation.enumerated() { product.setColumn(column, to: permuted.column(j)) }
    let diagonal = (0..<qr.orthogonalFactor.columns).map { qr.triangularFactor[$0, $0].magnitude }
    return FactorisationClaims(
      product: product, orthonormal: [qr.orthogonalFactor], upperTriangular: [qr.triangularFactor],
      ascending: diagonal.reversed())
  }

  static func of(_ svd: JacobiSVD) -> FactorisationClaims {
    FactorisationClaims(
      product: svd.leftVectors.scalingColumns(by: svd.values) * svd.rightVectors.transposed(),
      orthonormal: [svd.leftVectors, svd.rightVectors], ascending: svd.values.reversed(),
      nonNegative: svd.values)
  }

  static func of(_ lu: LU) -> FactorisationClaims {
    let permuted = lu.lowerFactor * lu.upperFactor
    var product = permuted
    for (i, row) in lu.permutation.enumerated() {
      for j in 0..<product.columns { product[row, j] = permuted[i, j] }
    }
    return FactorisationClaims(
      product: product, upperTriangular: [lu.upperFactor, lu.lowerFactor.transposed()])
  }
}

extension FactorisationClaims {
  static func of(_ qr: CompletelyPivotedQR) -> FactorisationClaims {
    let permuted = qr.orthogonalFactor * qr.triangularFactor
    var product = permuted
    for (j, column) in qr.columnOrder.enumerated() {
      for (i, row) in qr.rowOrder.enumerated() { product[row, column] = permuted[i, j] }
    }
    return FactorisationClaims(
      product: product, orthonormal: [qr.orthogonalFactor], upperTriangular: [qr.triangularFactor])
  }
}
