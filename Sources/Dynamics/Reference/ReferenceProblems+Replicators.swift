internal import Foundation
internal import LinearAlgebra

extension ReferenceProblems {
  /// Flows on the simplex as general methods can solve them: at ratios of 1e100 and 1e300 relative errors of weights
  /// accumulate over hundreds of e-foldings, which no tolerance promises to bound.
  static let replicators: [ReferenceProblem] =
    SimplexReference.all.filter { $0.number != 23 || $0.name.hasSuffix("1e25") }.map(general)

  /// A problem on the simplex in coordinates that do it no harm.
  static func general(_ reference: SimplexReference) -> ReferenceProblem {
    switch reference.flow.force {
    case .quadraticLoss: softmaxFlow(reference)
    case .payoffs(let payoffs): constantPayoffs(reference, payoffs)
    case .payoffMatrix: rockPaperScissors(reference)
    }
  }

  /// ẋ_1 = x_1(x_3 − x_2) and so on, round about.
  private static func rockPaperScissors(_ reference: SimplexReference) -> ReferenceProblem {
    let field = ReferenceField(
      3,
      { _, x, dx in
        dx[0] = x[0] * (x[2] - x[1])
        dx[1] = x[1] * (x[0] - x[2])
        dx[2] = x[2] * (x[1] - x[0])
      },
      jacobian: { _, x, j in
        (j[0, 0], j[0, 1], j[0, 2]) = (x[2] - x[1], -x[0], x[0])
        (j[1, 0], j[1, 1], j[1, 2]) = (x[1], x[0] - x[2], -x[1])
        (j[2, 0], j[2, 1], j[2, 2]) = (-x[2], x[2], x[1] - x[0])
      })
    return inWeights(reference, field)
  }

  /// ẋ = −J(x)²(x − x*) in w_i = log(x_i/x*_i) − log(x_1/x*_1), i > 1: ẇ_i = q_1 − q_i with q = J(x − x*).
  ///
  /// With r_i = e^{w_i} − 1 and s = x*·r it is x_i − x*_i = x*_i(r_i − s)/(1 + s): nothing cancels near the target.
  private static func softmaxFlow(_ reference: SimplexReference) -> ReferenceProblem {
    let target = reference.flow.target
    let n = target.count
    /// x, g = x − x* and x·g.
    @Sendable func point(_ w: [Double]) -> (weights: [Double], gradient: [Double], mean: Double) {
      let ratios = [0] + w.map { expm1($0) }
      let excess = (1..<n).reduce(0) { $0 + target[$1] * ratios[$1] }
      let gradient = (0..<n).map { target[$0] * (ratios[$0] - excess) / (1 + excess) }
      let weights = (0..<n).map { target[$0] * (1 + ratios[$0]) / (1 + excess) }
      return (weights, gradient, (0..<n).reduce(0) { $0 + weights[$1] * gradient[$1] })
    }
    let field = ReferenceField(
      n - 1,
      { _, w, dw in
        let (x, g, mean) = point(w)
        for i in 1..<n { dw[i - 1] = x[0] * (g[0] - mean) - x[i] * (g[i] - mean) }
      },
      jacobian: { _, w, jacobian in
        let (x, g, mean) = point(w)
        for k in 1..<n {
          // ∂x_i/∂w_k = x_i(δ_ik − x_k), which is ∂g_i/∂w_k as well.
          let slopes = (0..<n).map { x[$0] * (($0 == k ? 1 : 0) - x[k]) }
          let meanSlope = (0..<n).reduce(0) { $0 + slopes[$1] * (g[$1] + x[$1]) }
          func slope(_ i: Int) -> Double { slopes[i] * (g[i] - mean) + x[i] * (slopes[i] - meanSlope) }
          for i in 1..<n { jacobian[i - 1, k - 1] = slope(0) - slope(i) }
        }
      })
    return ReferenceProblem(
      reference.number, reference.name + ", in log-ratios", field,
      from: reference.generalState(atLogits: reference.initialLogits), to: reference.finalTime,
      reference.generalState(atLogits: reference.logSolution), isLogarithmic: true, isStiff: true)
  }

  /// ẋ_i = x_i(F_i − x·F).
  private static func constantPayoffs(
    _ reference: SimplexReference, _ payoffs: [Double]
  ) -> ReferenceProblem {
    let n = payoffs.count
    let field = ReferenceField(
      n,
      { _, x, dx in
        let mean = x.indices.reduce(0) { $0 + x[$1] * payoffs[$1] }
        for i in 0..<n { dx[i] = x[i] * (payoffs[i] - mean) }
      },
      jacobian: { _, x, jacobian in
        let mean = x.indices.reduce(0) { $0 + x[$1] * payoffs[$1] }
        for k in 0..<n {
          for i in 0..<n { jacobian[i, k] = -x[i] * payoffs[k] }
          jacobian[k, k] += payoffs[k] - mean
        }
      })
    return inWeights(reference, field)
  }

  private static func inWeights(_ reference: SimplexReference, _ field: ReferenceField) -> ReferenceProblem {
    ReferenceProblem(
      reference.number, reference.name + ", in weights", field,
      from: reference.generalState(atLogits: reference.initialLogits), to: reference.finalTime,
      reference.generalState(atLogits: reference.logSolution))
  }
}
