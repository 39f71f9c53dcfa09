internal import Foundation
internal import LinearAlgebra

/// The coefficients of a linearly implicit (Rosenbrock) pair with dense output, checked when made.
///
///     k_i = h f(t + α_i h, y + Σ_{j<i} α_ij k_j) + h J Σ_{j≤i} γ_ij k_j + h² γ_i ∂f/∂t
///     y'  = y + Σ b_i k_i                              order p, J = ∂f/∂y exact
///     error = Σ e_i k_i                                order q of y' − error
///     y(t + θh) = y + Σ b_i(θ) k_i
///
/// with α_i, γ_i the row sums. Steps are taken in u = Γk, which needs no product with J:
///
///     (I/(hγ) − J) u_i = f(t + α_i h, y + Σ a_ij u_j) + Σ (c_ij/h) u_j + h γ_i ∂f/∂t
///
/// with a = αΓ⁻¹, c = I/γ − Γ⁻¹, and weights bΓ⁻¹. Methods are given by a and c, as their authors print them.
///
/// - Reference: Hairer and Wanner (1996), §IV.7.
public struct RosenbrockTableau: Equatable, Sendable {
  /// The name in the catalogue.
  public let name: String
  /// One line with the source.
  public let summary: String
  /// p.
  public let order: Int
  /// q.
  public let embeddedOrder: Int
  /// The order of the dense output.
  public let denseOrder: Int
  /// γ, the diagonal of Γ.
  public let diagonal: Double
  /// a, rows of i − 1 elements.
  public let stages: [[Double]]
  /// c, rows of i − 1 elements.
  public let couplings: [[Double]]
  /// The weights of u in y'.
  public let weights: [Double]
  /// The weights of u in the error.
  public let errorWeights: [Double]
  /// The weights of u in the dense output as coefficients of θ, θ², …, one row a stage.
  public let interpolation: [[Double]]
  /// α_i.
  public let nodes: [Double]
  /// γ_i.
  public let timeWeights: [Double]

  /// Whether the last two stages are at t + h and differ by the last but one increment alone: f at both shows ∂f/∂y
  /// there.
  var endsTwice: Bool {
    guard let last = stages.last, stages.count > 2, abs(nodes[stages.count - 2] - 1) < 1e-12 else {
      return false
    }
    return last == stages[stages.count - 2] + [1]
  }

  /// Checks the coefficients: order conditions, and R(∞) = 0, which makes an A-stable method L-stable.
  ///
  /// - Throws: ``TableauError``, naming the first condition that does not hold.
  public init(
    name: String, summary: String, order: Int, embeddedOrder: Int, denseOrder: Int, diagonal: Double,
    stages: [[Double]], couplings: [[Double]], weights: [Double], errorWeights: [Double],
    interpolation: [[Double]]
  ) throws(TableauError) {
    let s = weights.count
    let areRows = [stages, couplings].allSatisfy { rows in
      rows.count == s && rows.indices.allSatisfy { rows[$0].count == $0 }
    }
    guard s > 0, areRows, errorWeights.count == s, interpolation.count == s,
      Set(interpolation.map(\.count)).count == 1, diagonal > 0
    else { throw .shape(method: name) }
    (self.name, self.summary) = (name, summary)
    (self.order, self.embeddedOrder, self.denseOrder) = (order, embeddedOrder, denseOrder)
    (self.diagonal, self.stages, self.couplings) = (diagonal, stages, couplings)
    (self.weights, self.errorWeights, self.interpolation) = (weights, errorWeights, interpolation)
    // Γ⁻¹ = I/γ − c is lower triangular with a constant diagonal: Γ by forward substitution.
    var gamma = Matrix(rows: s, columns: s)
    for j in 0..<s {
      gamma[j, j] = diagonal
      for i in j + 1..<max(j + 1, s) {
        gamma[i, j] = diagonal * (j..<i).reduce(0) { $0 + couplings[i][$1] * gamma[$1, j] }
      }
    }
    let alpha = Self.rows(stages, times: gamma)
    let beta = alpha.indices.map { i in (0..<s).map { alpha[i][$0] + gamma[i, $0] } }
    nodes = alpha.map { $0.reduce(0, +) }
    timeWeights = (0..<s).map { gamma.row($0).reduce(0, +) }
    let conditions = OrderConditions(name: name, branching: alpha, chain: beta)
    let b = Self.rows([weights], times: gamma)[0]
    let e = Self.rows([errorWeights], times: gamma)[0]
    try conditions.check(b, order: order, "b")
    try conditions.check(zip(b, e).map { $0 - $1 }, order: embeddedOrder, "b − e")
    let polynomials = Matrix(rowByRow: interpolation)
    let dense = (0..<polynomials.columns).map { Self.rows([polynomials.column($0)], times: gamma)[0] }
    try conditions.checkInterpolation(
      (0..<s).map { i in dense.map { $0[i] } }, order: denseOrder, end: b)
    try conditions.checkStiffLimit(b)
  }

  /// Lower triangular rows times a matrix.
  private static func rows(_ rows: [[Double]], times matrix: Matrix) -> [[Double]] {
    rows.map { row in
      (0..<matrix.columns).map { j in row.indices.reduce(0) { $0 + row[$1] * matrix[$1, j] } }
    }
  }
}
