internal import LinearAlgebra

/// Whether perturbations of a point of rest die out, ẏ = Jy.
enum LinearStability {
  /// Whether all solutions grow more slowly than e^(rate·t); nil if rounding hides it.
  ///
  /// exp((J − rate·I)·t) at t = 2^k/(2‖J‖) by its Taylor polynomial and repeated squaring: once its norm is below 1,
  /// all eigenvalues have real parts below `rate`.
  ///
  /// - Complexity: At most 2·(12 + 100)·n³ flops.
  static func isStable(_ jacobian: Matrix, tolerating rate: Double) -> Bool? {
    let n = jacobian.rows
    var matrix = jacobian
    for i in 0..<n { matrix[i, i] -= rate }
    let size = matrix.frobeniusNorm
    guard size.isFinite else { return nil }
    guard size > 0 else { return true }
    for k in matrix.storage.indices { matrix.storage[k] /= 2 * size }
    var power = Matrix.identity(n)
    for degree in stride(from: 12, through: 1, by: -1) {
      power = matrix * power
      for k in power.storage.indices { power.storage[k] /= Double(degree) }
      for i in 0..<n { power[i, i] += 1 }
    }
    for _ in 0..<100 {
      let norm = power.frobeniusNorm
      if norm < 1 { return true }
      if !(norm < 1e100) { return false }
      power = power * power
    }
    return nil
  }
}
