internal import Foundation

/// The order conditions of one-step methods, as checks on their coefficients.
///
/// - Reference: Hairer, Nørsett and Wanner (1993), §II.2; Hairer and Wanner (1996), §IV.7 for Rosenbrock methods.
struct OrderConditions {
  /// The method's name, for errors.
  let name: String
  /// A, square.
  let branching: [[Double]]
  /// What stands in for A at vertices with one child; A itself for Runge–Kutta methods.
  let chain: [[Double]]

  /// Coefficients are rounded to double: defects are compared with the size of the terms that cancel.
  private static let tolerance = 4e-14

  /// c_i = Σ_j a_ij.
  func checkNodes(_ nodes: [Double]) throws(TableauError) {
    for (i, row) in branching.enumerated() {
      let defect = row.reduce(0, +) - nodes[i]
      let size = row.reduce(1) { $0 + abs($1) }
      guard abs(defect) <= Self.tolerance * size else {
        throw .node(method: name, stage: i + 1, defect: defect)
      }
    }
  }

  /// Σ b_i Φ_i = 1/γ for all trees up to `order`.
  func check(_ weights: [Double], order: Int, _ what: String) throws(TableauError) {
    try check([weights], order: order, what)
  }

  /// Σ b_i(θ) Φ_i = θ^q/γ for all trees of q ≤ order vertices, as polynomials; and b_i(1) = `end`.
  func checkInterpolation(_ polynomials: [[Double]], order: Int, end: [Double]) throws(TableauError) {
    let degree = polynomials[0].count
    for (i, polynomial) in polynomials.enumerated() {
      let defect = polynomial.reduce(0, +) - end[i]
      guard abs(defect) <= Self.tolerance * polynomial.reduce(1, { $0 + abs($1) }) else {
        throw .interpolationEnd(method: name, stage: i + 1, defect: defect)
      }
    }
    try check(
      (0..<degree).map { power in polynomials.map { $0[power] } }, order: order, "the dense output",
      isPolynomial: true)
  }

  /// R(∞) = 1 − bᵀB⁻¹1 = 0 with B = `chain`, lower triangular.
  func checkStiffLimit(_ weights: [Double]) throws(TableauError) {
    var solution: [Double] = []
    var (limit, scale) = (1.0, 1.0)
    for (i, row) in chain.enumerated() {
      let above = solution.indices.reduce(0) { $0 + row[$1] * solution[$1] }
      solution.append((1 - above) / row[i])
      limit -= weights[i] * solution[i]
      scale += abs(weights[i] * solution[i])
    }
    // The recursion amplifies the rounding of the coefficients.
    guard abs(limit) <= 1e3 * Self.tolerance * scale else {
      throw .stiffLimit(method: name, defect: limit)
    }
  }

  /// The conditions on weights that are polynomials, given power by power; constants count as one power.
  private func check(
    _ powers: [[Double]], order: Int, _ what: String, isPolynomial: Bool = false
  ) throws(TableauError) {
    for size in stride(from: 1, through: order, by: 1) {
      for (index, tree) in RootedTree.all(ofOrder: size).enumerated() {
        let factors = tree.weights(branching: branching, chain: chain)
        let sizes = tree.weights(branching: branching, chain: chain, magnitudes: true)
        for (power, weights) in powers.enumerated() {
          let wanted = isPolynomial && power + 1 != size ? 0 : 1 / tree.density
          var (sum, scale) = (0.0, abs(wanted))
          for i in weights.indices {
            sum += weights[i] * factors[i]
            scale += abs(weights[i]) * sizes[i]
          }
          guard abs(sum - wanted) <= Self.tolerance * scale else {
            throw .order(method: name, weights: what, order: size, tree: index + 1, defect: sum - wanted)
          }
        }
      }
    }
  }
}

/// A tableau of the source, whose refusal is a fault of the source.
func loadedTableau<Tableau>(_ make: () throws(TableauError) -> Tableau) -> Tableau {
  do { return try make() } catch { preconditionFailure("\(error)") }
}
