internal import Foundation
internal import LinearAlgebra

/// The inverse of the softmax Jacobian on the tangent space as Y·diag(d)·Yᵀ with a well-conditioned Y.
///
/// On the tangent space M⁻¹ = Qᵀ diag(x)⁻¹ Q. Without the row of the largest coordinate, x_m, the middle is
/// diag(1/x_j) + 11ᵀ/x_m, and with the others in ascending order its factor R·diag(d)·Rᵀ needs sums only: for
/// P_j = x_m + x_1 + … + x_{j−1}, d_j = (P_{j+1}/P_j)/x_j and R_ij = x_j/P_{j+1} below the diagonal.
/// κ(Y) is bounded by the size alone, whatever the ratio of the weights.
///
/// - Complexity: 2·n³ flops for Y.
/// - Reference: Demmel, Gu, Eisenstat, Slapničar, Veselić and Drmač (1999) on rank-revealing decompositions.
struct JacobianDecomposition {
  /// Y, (n − 1) × (n − 1).
  let factor: Matrix
  /// d.
  let diagonal: [ScaledNumber]

  /// Decomposes M⁻¹ at a point, in the basis Q.
  init(_ point: SimplexPoint, basis: Matrix) {
    let logs = point.logWeights
    let order = logs.indices.sorted { logs[$0] < logs[$1] }
    let (rest, largest) = (order.dropLast(), order[order.count - 1])
    let size = rest.count
    var triangle = Matrix.identity(size)
    var diagonal: [ScaledNumber] = []
    // In units of x_m; a weight too small for that adds nothing to the sum.
    var sum = 1.0
    for (j, coordinate) in rest.enumerated() {
      let weight = exp(logs[coordinate] - logs[largest])
      let next = sum + weight
      diagonal.append(ScaledNumber(exponential: -logs[coordinate]) * (next / sum))
      for i in j + 1..<max(j + 1, size) { triangle[i, j] = weight / next }
      sum = next
    }
    var reduced = Matrix(rows: size, columns: size)
    for (i, coordinate) in rest.enumerated() {
      for j in 0..<size { reduced[i, j] = basis[coordinate, j] }
    }
    var factor = Matrix(rows: size, columns: size)
    BLAS.multiply(reduced, .transposed, triangle, .plain, into: &factor)
    self.factor = factor
    self.diagonal = diagonal
  }
}
