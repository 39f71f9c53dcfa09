internal import Foundation
internal import LinearAlgebra

/// Where a flow on the simplex comes to rest.
public struct SimplexEquilibrium: Equatable, Sendable {
  /// When it was found at rest.
  public let time: Double
  /// Coordinates that vanish: small, falling, and at rest nowhere but at zero. Empty in the interior.
  public let vanishing: [Int]
  /// The largest |d log x_i/d log t| of the other coordinates at that time.
  public let residual: Double
  /// The point of rest itself, polished: zero where weights vanish.
  public let weights: [Double]
  /// The largest |log x_i − log weight_i| that polishing has mended, among those that do not vanish.
  public let distance: Double
}

extension SimplexIntegration {
  /// Runs until the flow rests, and finds the point exactly.
  ///
  /// A small rate is no sign of rest: a weight that falls like t^(−½) towards a target of 1e-25 moves by less than
  /// 1e-45 in a unit of time and is twenty decades from where it is going. Each coordinate counts in its own
  /// logarithm, and in the logarithm of time: at rest |d log x_i/d log t| ≤ `residual` for all that do not vanish, at
  /// the ends of `consecutive` accepted steps in a row. Rates are those of the step's collocation polynomial, for the
  /// equation itself cancels there. Then the equations of rest are solved: x = x* for a quadratic loss, equal
  /// payoffs on the support otherwise.
  ///
  /// - Returns: Nil if the flow does not rest by `end`: a closed orbit, a stall that is not over.
  /// - Throws: As ``advance(to:)``.
  public mutating func settle(by end: Double, residual: Double = 1e-9, consecutive: Int = 3)
    throws(IntegrationError) -> SimplexEquilibrium?
  {
    var criterion = RestCriterion(residual: residual, consecutive: consecutive)
    while time < end {
      try takeStep(notBeyond: end)
      let rates = logarithmicRates
      let vanishing = rates.indices.filter {
        !flow.hasTarget && rates[$0] < 0 && state.weights[$0] < residual * 1e-3
      }
      let largest = rates.indices.filter { !vanishing.contains($0) }.map { abs(rates[$0]) }.max() ?? 0
      guard criterion.note(largest), let weights = pointOfRest(vanishing) else { continue }
      let kept = weights.indices.filter { !vanishing.contains($0) }
      let distance = kept.map { abs(log(state.weights[$0] / weights[$0])) }.max() ?? 0
      return SimplexEquilibrium(
        time: time, vanishing: vanishing, residual: largest, weights: weights, distance: distance)
    }
    return nil
  }

  /// The weights at rest near here, with these at zero; nil if the equations of rest have no such point.
  private func pointOfRest(_ vanishing: [Int]) -> [Double]? {
    let support = (0..<flow.count).filter { !vanishing.contains($0) }
    switch flow.force {
    // Beside the target if H is singular on the tangent space.
    case .quadraticLoss: return flow.isStationary(state) ? state.weights : flow.target
    case .payoffs(let payoffs):
      // Ties stay as they are: any point of the face is at rest.
      guard Set(support.map { payoffs[$0] }).count == 1 else { return nil }
      let sum = support.reduce(0) { $0 + state.weights[$1] }
      return (0..<flow.count).map { support.contains($0) ? state.weights[$0] / sum : 0 }
    case .payoffMatrix(let matrix):
      // A x = c on the support, Σ x = 1.
      let size = support.count
      var system = Matrix(rows: size + 1, columns: size + 1)
      for (i, a) in support.enumerated() {
        for (j, b) in support.enumerated() { system[i, j] = matrix[a, b] }
        (system[i, size], system[size, i]) = (-1, 1)
      }
      guard let factors = try? LU(system) else { return nil }
      let solution = factors.solve([Double](repeating: 0, count: size) + [1])
      guard solution.dropLast().allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
      var weights = [Double](repeating: 0, count: flow.count)
      for (i, a) in support.enumerated() { weights[a] = solution[i] }
      return weights
    }
  }
}
