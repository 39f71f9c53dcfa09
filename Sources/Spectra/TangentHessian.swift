public import LinearAlgebra

/// A Hessian restricted to the tangent space, S = QᵀHQ, and known to be positive definite there.
public struct TangentHessian: Sendable {
  /// The smallest eigenvalue μ of S.
  public let smallestEigenvalue: Double
  /// The largest eigenvalue L of S.
  public let largestEigenvalue: Double
  let basis: Matrix
  let matrix: Matrix
  let cholesky: Cholesky

  /// Restricts a symmetric H; only S has to be positive definite.
  ///
  /// Positive means beyond what rounding can tell: μ > n·ε·‖H‖. Elements may differ from their mirror images by
  /// 1e-9 of the largest one, and are averaged with them.
  ///
  /// - Throws: ``SpectrumError``.
  public init(_ hessian: Matrix, coordinates count: Int) throws(SpectrumError) {
    guard hessian.rows == count, hessian.columns == count else {
      throw .hessianShape(rows: hessian.rows, columns: hessian.columns, coordinates: count)
    }
    guard count >= 2 else { throw .tooFewCoordinates(count) }
    if let index = hessian.storage.firstIndex(where: { !$0.isFinite }) {
      throw .hessianNotFinite(row: index % count, column: index / count)
    }
    var symmetric = hessian
    let size = hessian.maximumMagnitude
    for j in 0..<count {
      for i in 0..<count {
        guard abs(hessian[i, j] - hessian[j, i]) <= 1e-9 * size else {
          throw .hessianNotSymmetric(row: min(i, j), column: max(i, j))
        }
        symmetric[i, j] = 0.5 * hessian[i, j] + 0.5 * hessian[j, i]
      }
    }
    basis = TangentSpace.basis(count)
    let rows = TangentSpace.restriction(of: symmetric)
    var restricted = Matrix(rows: count - 1, columns: count - 1)
    for (i, row) in rows.enumerated() {
      for (j, element) in row.enumerated() {
        restricted[i, j] = element.high
        restricted[j, i] = element.high
      }
    }
    matrix = restricted
    let values: [Double]
    do { values = try restricted.symmetricEigenvalues() } catch {
      throw .notConverged(routine: "the eigenvalues of the Hessian")
    }
    (smallestEigenvalue, largestEigenvalue) = (values[0], values[values.count - 1])
    guard values[0] > Double(count) * Double.ulpOfOne * size,
      let cholesky = try? Cholesky(rows: rows)
    else { throw .hessianNotPositiveDefinite(smallest: values[0], largest: values[values.count - 1]) }
    self.cholesky = cholesky
  }
}
