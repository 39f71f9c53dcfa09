internal import Foundation

/// The fastest rule of a kind for all spectra between two eigenvalues, and its rate.
///
/// With q = λmin/λmax = 1/κ the rates are, where the momentum may be chosen as well,
///
///     gradient descent   (1 − q)/(1 + q)       η = 2/(λmax + λmin)
///     heavy ball         (1 − √q)/(1 + √q)     η = (2/(√λmax + √λmin))², β the square of the rate
///     Nesterov           1 − 2√q/√(3 + q)      η = 4/(3λmax + λmin), β = (√(3κ + 1) − 2)/(√(3κ + 1) + 2)
///
/// Adam with a frozen preconditioner is heavy ball with a learning rate (1 − β₁)η, on P^{−1/2}·H·P^{−1/2}.
///
/// - Reference: Polyak (1964); Lessard, Recht and Packard (2016), Proposition 1.
public struct OptimalDescent: Equatable, Sendable {
  /// What is chosen among.
  public enum Family: Equatable, Sendable {
    /// All learning rates.
    case gradientDescent
    /// All learning rates, at this momentum or any.
    case heavyBall(momentum: Double?)
    /// All learning rates, at this momentum or any.
    case nesterov(momentum: Double?)
    /// All learning rates, at this β₁ or any.
    case adam(beta1: Double?)
  }

  /// The rule with its learning rate and momentum.
  public let rule: LinearDescentRule
  /// log |r| of the slowest mode, accurate to a few ulp of itself whatever κ.
  ///
  /// What ``rule`` says for the largest eigenvalue may differ: rounding η by ε changes 1 − |r| by ε there. Best momenta
  /// make double roots, which such rounding splits by √ε.
  public let logRate: Double

  /// The best rule for eigenvalues from `smallest` to `largest`, both positive.
  public init(_ family: Family, smallest: Double, largest: Double) {
    precondition(smallest > 0 && smallest <= largest, "eigenvalues are positive and ascend")
    let quotient = smallest / largest
    switch family {
    case .gradientDescent:
      rule = .gradientDescent(learningRate: 2 / (smallest + largest))
      logRate = log1p(-2 * quotient / (1 + quotient))
    case .heavyBall(let momentum):
      let best = Self.heavyBall(momentum, quotient)
      rule = .heavyBall(learningRate: best.step / largest, momentum: best.momentum)
      logRate = best.logRate
    case .adam(let beta1):
      let best = Self.heavyBall(beta1, quotient)
      rule = .adam(learningRate: best.step / ((1 - best.momentum) * largest), beta1: best.momentum)
      logRate = best.logRate
    case .nesterov(nil):
      let root = (3 + quotient).squareRoot()
      let share = quotient.squareRoot()
      rule = .nesterov(
        learningRate: 4 / (3 * largest + smallest), momentum: (root - 2 * share) / (root + 2 * share))
      logRate = log1p(-2 * share / root)
    case .nesterov(let momentum?):
      let step = Self.nesterov(momentum, quotient)
      rule = .nesterov(learningRate: step / largest, momentum: momentum)
      logRate = LinearDescentRule.nesterov(learningRate: step, momentum: momentum)
        .logRate(curvature: quotient)
    }
  }

  /// Steps by which the loss falls to a tenth, log 10/(−2 log |r|).
  public var stepsPerDecadeOfLoss: Double { StepForecast.steps(from: 10, to: 1, logRate: logRate) }

  /// η·λmax, β and the rate.
  private static func heavyBall(_ momentum: Double?, _ quotient: Double) -> (
    step: Double, momentum: Double, logRate: Double
  ) {
    let share = quotient.squareRoot()
    guard let momentum else {
      let rate = (1 - share) / (1 + share)
      let step = 2 / (1 + share)
      return (step * step, rate * rate, log1p(-2 * share / (1 + share)))
    }
    let root = momentum.squareRoot()
    // Complex roots have modulus √β: if all modes fit between the double roots, nothing is faster.
    let slow = (1 - momentum) / (1 + root)
    if slow <= share * (1 + root) {
      return (slow / share * (1 + root), momentum, 0.5 * log(momentum))
    }
    // r + β/r is 1 + β − ηλmin at one end and ηλmax − 1 − β at the other: equal rates make these equal.
    let step = 2 * (1 + momentum) / (1 + quotient)
    let rule = LinearDescentRule.heavyBall(learningRate: step, momentum: momentum)
    return (step, momentum, rule.logRate(curvature: quotient))
  }

  /// η·λmax at which the slowest and the fastest mode have one rate, by bisection.
  ///
  /// A mode's rate falls with η as long as ηλ < 1 and rises from there on.
  private static func nesterov(_ momentum: Double, _ quotient: Double) -> Double {
    var (low, high) = (1.0, 2 * (1 + momentum) / (1 + 2 * momentum))
    while true {
      let middle = 0.5 * (low + high)
      guard middle > low, middle < high else { return low }
      let rule = LinearDescentRule.nesterov(learningRate: middle, momentum: momentum)
      if rule.logRate(curvature: 1) < rule.logRate(curvature: quotient) {
        low = middle
      } else {
        high = middle
      }
    }
  }
}
