internal import LinearAlgebra

/// How far the keys are from K_i K_jᵀ = δᵢⱼ κ I, the assumption under which samples do not interact.
public struct OrthogonalityDefect: Codable, Equatable, Sendable {
  /// κ, the mean squared norm of a key: the scale at which the defect is least.
  public let scale: Double
  /// The relative defect (Σᵢⱼ ‖K_i K_jᵀ − δᵢⱼ κ I‖²)^½ / (κ·√(N·n)) over all pairs of samples.
  ///
  /// 0 for exactly orthonormal keys (times √κ); about √(N·n/d) for Gaussian ones; at least
  /// √(N·n/d − 1) by the rank of the keys.
  public let relative: Double

  /// The defect of the keys, without forming the N² products K_i K_jᵀ when there are more keys than dimensions.
  ///
  /// With all keys the rows of one N·n × d matrix, Σᵢⱼ ‖K_i K_jᵀ‖² = ‖KKᵀ‖² = ‖Σ_i K_iᵀK_i‖², so
  ///
  ///     Σᵢⱼ ‖K_i K_jᵀ − δᵢⱼ κI‖² = ‖Σ_i K_iᵀK_i‖² − κ²·N·n       with κ = Σ_i tr(K_iᵀK_i)/(N·n).
  ///
  /// That difference loses half the digits near 0, a floor of 1e-8 in the relative defect; but it is only taken for
  /// N·n > d, where the rank keeps the defect above (N·n)^−½. For N·n ≤ d the matrix KKᵀ is the smaller
  /// one and κI is taken off it directly: the floor is a few 1e-16.
  ///
  /// - Complexity: 2·N·n·d·min(N·n, d) flops, one min(N·n, d)² matrix.
  public init(keys: TokenArray) {
    let count = keys.samples * keys.tokens
    let columns = keys.columns
    if count <= keys.dimension {
      var gram = columns.gram()
      scale = (0..<count).reduce(0) { $0 + gram[$1, $1] } / Double(count)
      for i in 0..<count { gram[i, i] -= scale }
      relative = gram.frobeniusNorm / (scale * Double(count).squareRoot())
    } else {
      var moment = Matrix(rows: keys.dimension, columns: keys.dimension)
      BLAS.multiply(columns, .plain, columns, .transposed, into: &moment)
      scale = (0..<keys.dimension).reduce(0) { $0 + moment[$1, $1] } / Double(count)
      let norm = moment.frobeniusNorm / (scale * Double(count).squareRoot())
      relative = max(0, norm * norm - 1).squareRoot()
    }
  }
}
