internal import Foundation
internal import LinearAlgebra

extension ReferenceProblems {
  /// Flows on the simplex as general methods can solve them: in weights where relative tolerances keep small ones
  /// right, in log-ratios where a stiff method would take rounding errors of the large ones for motion of the small.
  static let replicators: [ReferenceProblem] =
    [rockPaperScissors]
    + SimplexReference.softmaxFlows.map {
      softmaxFlow($0, target: SimplexReference.softmaxTarget)
    } + SimplexReference.constantPayoffs.map(constantPayoffs)

  private static let rockPaperScissors = ReferenceProblem(
    20, "rock–paper–scissors, replicator equation",
    ReferenceField(
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
      }), from: [0.5, 0.3, 0.2], to: 100,
    [0.41790543757052906138, 0.17737254791317600819, 0.40472201451629493043])

  /// ẋ = −J(x)²(x − x*) in u_i = log(x_i/x_1), i > 1: u̇_i = q_1 − q_i with q = J(x − x*), q_i = x_i(g_i − x·g).
  private static func softmaxFlow(_ reference: SimplexReference, target: [Double]) -> ReferenceProblem {
    @Sendable func weights(_ u: [Double]) -> [Double] {
      let ratios = [1] + u.map { exp($0) }
      let sum = ratios.reduce(0, +)
      return ratios.map { $0 / sum }
    }
    let n = target.count
    let field = ReferenceField(
      n - 1,
      { _, u, du in
        let x = weights(u)
        let g = x.indices.map { x[$0] - target[$0] }
        let mean = x.indices.reduce(0) { $0 + x[$1] * g[$1] }
        for i in 1..<n { du[i - 1] = x[0] * (g[0] - mean) - x[i] * (g[i] - mean) }
      },
      jacobian: { _, u, jacobian in
        let x = weights(u)
        let g = x.indices.map { x[$0] - target[$0] }
        let mean = x.indices.reduce(0) { $0 + x[$1] * g[$1] }
        for k in 1..<n {
          // ∂x_i/∂u_k = x_i(δ_ik − x_k), which is ∂g_i/∂u_k as well.
          let slopes = x.indices.map { x[$0] * (($0 == k ? 1 : 0) - x[k]) }
          let meanSlope = x.indices.reduce(0) { $0 + slopes[$1] * (g[$1] + x[$1]) }
          func slope(_ i: Int) -> Double { slopes[i] * (g[i] - mean) + x[i] * (slopes[i] - meanSlope) }
          for i in 1..<n { jacobian[i - 1, k - 1] = slope(0) - slope(i) }
        }
      })
    let logs = reference.logSolution
    return ReferenceProblem(
      reference.number, reference.name + ", in log-ratios", field, from: [Double](repeating: 0, count: n - 1),
      to: reference.finalTime, logs.dropFirst().map { $0 - logs[0] }, isLogarithmic: true, isStiff: true)
  }

  /// ẋ_i = x_i(F_i − x·F).
  private static func constantPayoffs(_ reference: SimplexReference) -> ReferenceProblem {
    let payoffs = SimplexReference.payoffs
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
    return ReferenceProblem(
      reference.number, reference.name + ", in weights", field,
      from: [Double](repeating: 1 / Double(n), count: n), to: reference.finalTime,
      reference.logSolution.map { exp($0) })
  }
}
