internal import Foundation
public import LinearAlgebra

/// The spectrum of the linearised flow ẋ = −J²H(x − x*) on the tangent space, to full relative accuracy.
///
/// With M = QᵀJQ and S = QᵀHQ = C·Cᵀ it is the spectrum of A = M²S, which is positive: the inverse squares of the
/// singular values of C⁻¹·M⁻¹ = (C⁻¹Y)·diag(d)·Yᵀ. Every eigenvalue is right to a modest multiple of
/// κ(S)^½·ε, however small beside the largest: some 2e-15·κ(S)^½ in log10. If K_i·K_jᵀ = δ_ij·I for the keys
/// K_i of the samples, it is the nonzero spectrum of the loss Hessian for the prompt too.
///
/// For the replicator flow ẋ = −JH(x − x*) it is the spectrum of A = M·S, the inverse singular values of
/// (C⁻¹Y)·diag(d)·(C⁻¹Y)ᵀ.
///
/// - Complexity: O(n³), some 10 ms for n = 100.
/// - Reference: `JacobianDecomposition` and `RankRevealingSVD`.
public struct LinearizationSpectrum: Sendable {
  /// Which flow is linearised.
  public enum Flow: String, CaseIterable, Sendable {
    /// ẋ = −J²H(x − x*): A = M²S.
    case gradient
    /// ẋ = −JH(x − x*): A = M·S.
    case replicator

    /// The power of M.
    var power: Int { self == .gradient ? 2 : 1 }
  }

  /// log10 λ_1 ≤ … ≤ log10 λ_{n−1}.
  public let log10Eigenvalues: [Double]
  /// log10 of ‖A‖₂·‖A⁻¹‖₂, which is not below the ratio of eigenvalues, A not being symmetric.
  public let log10SingularConditionNumber: Double
  /// Unit eigenvectors as columns in the coordinates of x, n × (n − 1); n × 0 unless asked for.
  ///
  /// The directions in which a deviation from x* decays by e^{−λt}. Each is accurate beside its own length, as far
  /// as its eigenvalue is apart from the others.
  public let eigenvectors: Matrix

  /// Linearises at a stationary point.
  ///
  /// - Throws: ``SpectrumError/notConverged(routine:)``.
  public init(
    _ point: SimplexPoint, _ hessian: TangentHessian, flow: Flow = .gradient, wantsEigenvectors: Bool = false
  ) throws(SpectrumError) {
    precondition(hessian.basis.rows == point.count, "a Hessian of as many coordinates as the point")
    let inverse = JacobianDecomposition(point, basis: hessian.basis)
    let left = hessian.cholesky.applyingInverseFactor(to: inverse.factor)
    do throws(LinearAlgebraError) {
      let svd = try RankRevealingSVD(
        left, diagonal: inverse.diagonal, flow == .gradient ? inverse.factor : left,
        wantsLeftVectors: wantsEigenvectors)
      log10Eigenvalues = svd.values.map { -Double(flow.power) * $0.log10 }
      log10SingularConditionNumber =
        try point.count == 2
        ? 0
        : max(
          Self.log10SingularConditionNumber(point, hessian, power: flow.power),
          (log10Eigenvalues.last ?? 0) - log10Eigenvalues[0])
      guard wantsEigenvectors else {
        eigenvectors = Matrix(rows: point.count, columns: 0)
        return
      }
      // A⁻¹ = C⁻ᵀ·(G·Gᵀ)·Cᵀ with G = C⁻¹M⁻¹, or C⁻ᵀ·(C⁻¹M⁻¹C⁻ᵀ)·Cᵀ.
      let tangent = hessian.cholesky.applyingInverseFactor(.transposed, to: svd.leftVectors)
      var vectors = hessian.basis * tangent
      for j in 0..<vectors.columns {
        let norm = vectors.column(j).euclideanNorm
        for i in 0..<vectors.rows { vectors[i, j] /= norm }
      }
      eigenvectors = vectors
    } catch { throw .notConverged(routine: "the spectrum of the linearisation: \(error)") }
  }

  /// log10 of the largest eigenvalue over the smallest.
  public var log10ConditionNumber: Double {
    (log10Eigenvalues.last ?? 0) - (log10Eigenvalues.first ?? 0)
  }

  /// ‖MᵏS‖·‖S⁻¹M⁻ᵏ‖, the norms of two matrices whose large elements are what matters.
  ///
  /// M is formed without cancellation in units of its largest element, M⁻¹ = Qᵀ diag(x)⁻¹ Q in units of 1/x_min.
  private static func log10SingularConditionNumber(
    _ point: SimplexPoint, _ hessian: TangentHessian, power: Int
  ) throws(LinearAlgebraError) -> Double {
    let logs = point.logWeights
    let count = logs.count
    let smallest = logs.min() ?? 0
    // log(1 − x_i) as the sum of the others, in units of the largest of them.
    let diagonal = logs.indices.map { i in
      var others = logs
      others.remove(at: i)
      let centre = others.max() ?? 0
      return logs[i] + centre + log(others.reduce(0) { $0 + exp($1 - centre) })
    }
    let scale = diagonal.max() ?? 0
    var jacobian = Matrix(rows: count, columns: count)
    var inverse = Matrix(rows: count, columns: count)
    for j in 0..<count {
      for i in 0..<count {
        jacobian[i, j] = i == j ? exp(diagonal[i] - scale) : -exp(logs[i] + logs[j] - scale)
      }
      inverse[j, j] = exp(smallest - logs[j])
    }
    func restricted(_ matrix: Matrix) -> Matrix {
      var result = Matrix(rows: count - 1, columns: count - 1)
      BLAS.multiply(hessian.basis, .transposed, matrix * hessian.basis, .plain, into: &result)
      return result
    }
    let (forward, backward) = (restricted(jacobian), restricted(inverse))
    let product = forward * hessian.matrix
    let norm = try (power == 1 ? product : forward * product).singularValues()[0]
    let inverseNorm = try hessian.cholesky.solve(power == 1 ? backward : backward * backward)
      .singularValues()[0]
    return log10(norm) + log10(inverseNorm) + Double(power) * (scale - smallest) / SimplexPoint.ln10
  }
}
