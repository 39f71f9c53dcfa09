public import LinearAlgebra

/// The eigenvalues of P⁻¹H, which are those of the symmetric P^{−1/2}·H·P^{−1/2}: what a descent preconditioned by P
/// sees of a Hessian.
///
/// Under p ← p − η·P⁻¹g a mode shrinks by 1 − ηλ a step, λ one of these.
public struct PreconditionedSpectrum: Equatable, Sendable {
  /// λ, ascending; accurate to a few ulp of the largest.
  public let eigenvalues: [Double]

  /// With a diagonal preconditioner, all positive, such as Adam's √v̂ + ε.
  ///
  /// - Throws: `LinearAlgebraError` if the Hessian is not finite.
  /// - Complexity: 4·d³/3 flops.
  public init(_ hessian: Matrix, diagonal: [Double]) throws(LinearAlgebraError) {
    precondition(hessian.rows == diagonal.count, "one diagonal element for each row")
    precondition(diagonal.allSatisfy { $0 > 0 }, "a preconditioner is positive")
    let roots = diagonal.map { $0.squareRoot() }
    var scaled = hessian
    for j in roots.indices {
      for i in roots.indices { scaled[i, j] = hessian[i, j] / roots[i] / roots[j] }
    }
    eigenvalues = try scaled.symmetricEigenvalues()
  }

  /// With P = L·Lᵀ.
  ///
  /// - Throws: `LinearAlgebraError` if the Hessian is not finite.
  /// - Complexity: 10·d³/3 flops.
  public init(_ hessian: Matrix, _ preconditioner: Cholesky) throws(LinearAlgebraError) {
    let half = preconditioner.applyingInverseFactor(to: hessian)
    eigenvalues = try preconditioner.applyingInverseFactor(to: half.transposed()).symmetricEigenvalues()
  }

  /// λmax/λmin; infinite or negative unless all are positive.
  public var conditionNumber: Double { (eigenvalues.last ?? .nan) / (eigenvalues.first ?? .nan) }
}
