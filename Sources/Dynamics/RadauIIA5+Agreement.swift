internal import LinearAlgebra

/// Whether the Jacobian in use describes f at the stages of this step.
extension RadauIIA5 {
  /// A defect counts if h times it, what it would change a state by that is not stiff, is more than this part of the
  /// tolerance.
  private static let smallDefect = 0.03

  /// The first coordinate in which the Jacobian is not to be trusted; nil if there is none.
  ///
  /// The equations an iteration solves are linear, so that their residual at its end is the defect of the Jacobian
  /// along the change, at each stage, and with it what f's dependence on t does to ∂f/∂y. A fresh Jacobian is doubted
  /// too: f may change within the step. Where rounding hides the defect only an old one is.
  func doubtedCoordinate(_ step: Step, _ norm: any ErrorNorm, _ cache: Cache) -> Int? {
    let isFresh = cache.jacobianOf == step.number
    for k in step.state.indices {
      let allowed = Self.smallDefect * norm.scale(k, from: step.state, to: step.state)
      for i in 0..<3 where step.size * abs(cache.residuals[i][k]) > allowed {
        let agreement = JacobianAgreement.ofRow(
          k, of: cache.jacobian, defect: cache.residuals[i][k], along: cache.previousChanges[i],
          then: cache.changes[i][k], at: step.state, plus: cache.increments[i],
          derivative: cache.derivatives[i][k])
        guard agreement == .agrees || (agreement == .unresolved && isFresh) else { return k }
      }
    }
    return nil
  }

  /// T·(real, complex): from the coordinates of the blocks to stages.
  static func stages(_ real: [Double], _ complex: [Double], into target: inout [[Double]]) {
    let (n, vectors) = (real.count, RadauTransformation.vectors)
    for i in 0..<3 {
      for k in 0..<n {
        target[i][k] = vectors[i][0] * real[k] + vectors[i][1] * complex[k] + vectors[i][2] * complex[n + k]
      }
    }
  }
}
