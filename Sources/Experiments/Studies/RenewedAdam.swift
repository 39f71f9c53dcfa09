internal import Foundation
internal import Optimizers

/// Adam with a preconditioner that is renewed every so many steps only, on its way to a loss.
///
/// The second moments go on in the background; renewed at every step this is Adam itself.
struct RenewedAdam: Codable {
  private let rule: Adam
  /// nil: the preconditioner stays what it is.
  private let period: Int?
  private var point: [Double]
  private var state: Adam.State
  private var preconditioner: [Double]
  private var step = 0
  /// How many there were in the end; infinite if it did not arrive.
  private(set) var steps = Double.infinity

  /// A descent from a state of Adam's own.
  init(_ rule: Adam, from start: [Double], _ state: Adam.State, renewedEvery period: Int?) {
    (self.rule, self.period, self.state, point) = (rule, period, state, start)
    preconditioner = rule.preconditioner(state)
  }

  /// Goes on to the first loss at or below the target, or until `shouldPause`, asked before each step, is true.
  ///
  /// - Returns: Whether it has come to its end: the target, a loss that is not finite, or `limit` steps.
  /// - Throws: What the closures throw.
  mutating func advance(
    to target: Double, limit: Int, _ shouldPause: () throws -> Bool,
    _ evaluate: ([Double]) throws -> (loss: Double, gradient: [Double])
  ) rethrows -> Bool {
    while step < limit {
      if try shouldPause() { return false }
      let (loss, gradient) = try evaluate(point)
      if loss <= target {
        steps = Double(step)
        return true
      }
      guard loss.isFinite else { return true }
      let (beta1, beta2) = (rule.beta1, rule.beta2)
      state.steps += 1
      for i in point.indices {
        state.mean[i] = beta1 * state.mean[i] + (1 - beta1) * gradient[i]
        state.square[i] = beta2 * state.square[i] + (1 - beta2) * gradient[i] * gradient[i]
      }
      step += 1
      if let period, step.isMultiple(of: period) { preconditioner = rule.preconditioner(state) }
      let rate = rule.learningRate / (1 - exp(Double(state.steps) * log(beta1)))
      for i in point.indices { point[i] -= rate * state.mean[i] / preconditioner[i] }
    }
    return true
  }
}

extension Adam {
  /// √v̂ + ε, the diagonal that divides the mean gradient; positive.
  func preconditioner(_ state: State) -> [Double] {
    let correction = 1 - exp(Double(state.steps) * log(beta2))
    return state.square.map { max(($0 / correction).squareRoot() + epsilon, .leastNormalMagnitude) }
  }
}
