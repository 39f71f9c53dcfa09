internal import Foundation
public import LinearAlgebra

/// A flow on the open probability simplex, as an equation between log-ratios and forces.
///
///     ẋ = −J(x)²·∇L̃(x)   (gradient)        ẋ = −J(x)·∇L̃(x)   (replicator)        J(x) = diag(x) − x xᵀ
///
/// with ∇L̃ = H(x − x*) for a quadratic loss, or −∇L̃ = F, −∇L̃ = A·x for payoffs. The first is what gradient flow
/// in the prompt does to the attention of a sample whose keys are orthogonal to all others'; the second is the
/// replicator equation of evolutionary games, and mirror descent's flow.
///
/// With v = log x up to a constant both read M(x)·v̇ = −P∇L̃, P = I − 11ᵀ/n and M = P·diag(x)⁻¹·P or P. In this form
/// nothing cancels: a rate that is 1e-50 of its terms is never evaluated.
public struct SimplexFlow: Sendable {
  /// The metric in which the loss is descended.
  public enum Geometry: String, Codable, CaseIterable, Sendable {
    /// ẋ = −J²∇L̃.
    case gradient
    /// ẋ = −J∇L̃.
    case replicator
  }

  /// What drives the flow.
  public enum Force: Equatable, Sendable {
    /// The loss ½(x − x*)ᵀH(x − x*), by log x* and a symmetric H.
    case quadraticLoss(logTarget: [Double], hessian: Matrix)
    /// Payoffs F that do not depend on x; or a linear loss with the gradient −F.
    case payoffs([Double])
    /// Payoffs A·x.
    case payoffMatrix(Matrix)
  }

  /// The metric.
  public let geometry: Geometry
  /// What drives the flow.
  public let force: Force
  /// n.
  public let count: Int
  /// x*, 0 where there is no target; log x* likewise.
  let target: [Double]
  let logTarget: [Double]

  /// A flow; x* must lie in the open simplex, Σ x* = 1, with no coordinate below 1e-300.
  public init(_ geometry: Geometry, _ force: Force) {
    self.geometry = geometry
    self.force = force
    switch force {
    case .quadraticLoss(let logTarget, let hessian):
      precondition(
        hessian.rows == logTarget.count && hessian.columns == logTarget.count, "H is n × n for a target of n")
      precondition(logTarget.allSatisfy { $0 > Self.smallestLogWeight }, "a target weight is below 1e-300")
      count = logTarget.count
      self.logTarget = logTarget
      target = logTarget.map { exp($0) }
      precondition(abs(target.reduce(-1, +)) < 1e-9, "the target's weights sum to 1")
    case .payoffs(let payoffs):
      count = payoffs.count
      (target, logTarget) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    case .payoffMatrix(let matrix):
      precondition(matrix.rows == matrix.columns, "a payoff matrix is square")
      count = matrix.rows
      (target, logTarget) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    }
    precondition(count >= 2, "a simplex has two coordinates at least")
  }

  /// log 1e-300: below, products of weights with the distances that a flow resolves would underflow.
  public static let smallestLogWeight = -300 * 2.302585092994046

  /// Whether w_i is log(x_i/x*_i) rather than log x_i.
  public var hasTarget: Bool {
    if case .quadraticLoss = force { true } else { false }
  }

  /// ∇L̃ up to a constant: Hd, −F or −A·x.
  func descent(_ state: SimplexState) -> [Double] {
    switch force {
    case .quadraticLoss(_, let hessian): hessian * state.distances
    case .payoffs(let payoffs): payoffs.map { -$0 }
    case .payoffMatrix(let matrix): (matrix * state.weights).map { -$0 }
    }
  }

  /// Whether a loss's gradient is constant over the coordinates up to its own rounding error: there is no telling
  /// where the flow would go, if anywhere.
  ///
  /// Where H is singular on the tangent space, whole faces of points are at rest and x does not reach x*: H(x − x*)
  /// ends as rounding error, which a long enough step would make into motion. The bound of the error is that of a
  /// scalar product, n·ε·|H|·|d|, d known to ε·|w|.
  func isStationary(_ state: SimplexState) -> Bool {
    guard case .quadraticLoss(_, let hessian) = force else { return false }
    let force = descent(state)
    let bounds = errorBounds(hessian, state)
    let m = state.closing
    return force.indices.allSatisfy { abs(force[$0] - force[m]) <= bounds[$0] + bounds[m] }
  }

  private func errorBounds(_ hessian: Matrix, _ state: SimplexState) -> [Double] {
    var bounds = [Double](repeating: 0, count: count)
    for b in 0..<count {
      let distance = abs(state.distances[b]) * (1 + abs(state.logRatios[b])) * Double(count) * .ulpOfOne
      for a in 0..<count { bounds[a] += abs(hessian[a, b]) * distance }
    }
    return bounds
  }

  /// B with ∂(∇L̃) = B·∂x; nil where the force is constant.
  var descentJacobian: Matrix? {
    switch force {
    case .quadraticLoss(_, let hessian): return hessian
    case .payoffs: return nil
    case .payoffMatrix(let matrix):
      return Matrix(rows: count, columns: count, storage: matrix.storage.map { -$0 })
    }
  }

  /// The loss ½dᵀHd; for payoffs minus the mean payoff, −F·x or −xᵀAx.
  public func loss(_ state: SimplexState) -> Double {
    switch force {
    case .quadraticLoss: 0.5 * state.distances.dot(descent(state))
    case .payoffs, .payoffMatrix: state.weights.dot(descent(state))
    }
  }

  /// The rates of log x_i, up to a constant; for the scale of time at the start only, since they cancel near x*.
  func rates(_ state: SimplexState) -> [Double] {
    let descent = descent(state)
    guard geometry == .gradient else { return descent.map { -$0 } }
    let mean = state.weights.dot(descent)
    return descent.indices.map { -state.weights[$0] * (descent[$0] - mean) }
  }
}
