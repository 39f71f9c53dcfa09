internal import Foundation

/// Steps to a loss, forecast from a rate or from all modes of a quadratic.
///
/// What a spectrum says of the steps depends on how much of it is used: the condition number alone supposes the
/// best learning rate and all of the loss in the slowest mode; ``ModalForecast`` knows the actual learning rate and
/// start. Far from the minimum the loss is no quadratic, and ``ValleyForecast`` knows more.
public enum StepForecast {
  /// log(L₀/ε)/(−2 log |r|): the loss of one mode shrinks by r² a step. Infinite for a rate that does not shrink
  /// it, 0 if there is nothing to do.
  public static func steps(from loss: Double, to target: Double, logRate: Double) -> Double {
    guard loss > target else { return 0 }
    return logRate < 0 ? (log(loss) - log(target)) / (-2 * logRate) : .infinity
  }

  /// Gradient descent's steps at its best learning rate, from the extreme eigenvalues alone.
  public static func steps(
    from loss: Double, to target: Double, smallest: Double, largest: Double
  ) -> Double {
    steps(
      from: loss, to: target,
      logRate: OptimalDescent(.gradientDescent, smallest: smallest, largest: largest).logRate)
  }
}

/// Gradient descent on the quadratic at a minimum, mode by mode from the actual start.
///
/// L(t) = ½ Σ λ_k c_k² (1 − ηλ_k)^{2t} with c_k the start's components along the eigenvectors.
public struct ModalForecast: Sendable {
  /// η.
  public let learningRate: Double
  /// λ, as given.
  public let eigenvalues: [Double]
  /// ½ λ_k c_k², the loss in each mode at the start.
  public let initialLosses: [Double]
  private let logRates: [Double]

  /// The forecast for a start with components `amplitudes` along the eigenvectors of `eigenvalues`.
  public init(learningRate: Double, eigenvalues: [Double], amplitudes: [Double]) {
    precondition(eigenvalues.count == amplitudes.count, "one amplitude for each eigenvalue")
    self.learningRate = learningRate
    self.eigenvalues = eigenvalues
    initialLosses = zip(eigenvalues, amplitudes).map { 0.5 * $0 * $1 * $1 }
    let rule = LinearDescentRule.gradientDescent(learningRate: learningRate)
    logRates = eigenvalues.map { rule.logRate(curvature: $0) }
  }

  /// The loss after so many steps.
  public func loss(after steps: Double) -> Double { losses(after: steps).reduce(0, +) }

  /// The loss in each mode after so many steps.
  public func losses(after steps: Double) -> [Double] {
    zip(initialLosses, logRates).map { loss, rate in
      // 0·(−∞) is the loss at the start of a mode that one step removes.
      steps > 0 && loss > 0 ? loss * exp(2 * steps * rate) : loss
    }
  }

  /// The steps after which the loss has come down to `target`, not rounded; infinite if a mode does not shrink.
  public func steps(to target: Double) -> Double {
    guard loss(after: 0) > target else { return 0 }
    guard !zip(initialLosses, logRates).contains(where: { $0 > 0 && $1 >= 0 }) else { return .infinity }
    var high = 1.0
    while loss(after: high) > target { high *= 2 }
    var low = high > 1 ? high / 2 : 0
    while true {
      let middle = 0.5 * (low + high)
      guard middle > low, middle < high else { return high }
      if loss(after: middle) > target { low = middle } else { high = middle }
    }
  }
}
