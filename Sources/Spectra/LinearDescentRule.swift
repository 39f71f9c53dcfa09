internal import Foundation

/// A rule whose step on a quadratic is one and the same linear map, so that its rate can be forecast.
///
/// Along an eigenvector of curvature λ the error of each of them obeys e(t+1) = b·e(t) − c·e(t−1), and shrinks in
/// the end by the larger |r| of the roots of r² − b·r + c a step. With x = ηλ:
///
///     gradient descent   p ← p − ηg                                      r² − (1 − x)·r
///     heavy ball         m ← βm + g,            p ← p − ηm               r² − (1 + β − x)·r + β
///     Nesterov           m ← βm + g,            p ← p − η(g + βm)        r² − (1 + β)(1 − x)·r + β(1 − x)
///     Adam, P frozen     m ← β₁m + (1 − β₁)g,   p ← p − ηP⁻¹m            r² − (1 + β₁ − (1 − β₁)x)·r + β₁
///
/// For Adam λ is an eigenvalue of P^{−1/2}·H·P^{−1/2}, P = diag(√v̂ + ε). Rates are logarithms: where ηλ is 1e-20, |r|
/// itself is 1.
///
/// - Reference: Polyak (1964); Lessard, Recht and Packard (2016); Cohen et al. (2022) for Adam.
public enum LinearDescentRule: Equatable, Sendable {
  /// p ← p − ηg.
  case gradientDescent(learningRate: Double)
  /// As `torch.optim.SGD(momentum=β)`.
  case heavyBall(learningRate: Double, momentum: Double)
  /// As `torch.optim.SGD(momentum=β, nesterov=True)`.
  case nesterov(learningRate: Double, momentum: Double)
  /// As `torch.optim.Adam` long after the start, as far as its second moments stand still.
  case adam(learningRate: Double, beta1: Double)

  /// log |r| of the slower root for one curvature: what an error's logarithm loses a step, 0 for none.
  ///
  /// Accurate to a few ulp of itself, also where ηλ ≪ 1 or |r| is near 1 at the edge of stability; near a
  /// double root it is as sensitive to η and λ as the root itself. Negative curvature gives a positive rate.
  public func logRate(curvature: Double) -> Double { CharacteristicPolynomial(self, curvature).logRadius }

  /// The rate of the slowest mode: the error's in the end, the loss's is twice that.
  public func logRate(spectrum: [Double]) -> Double {
    precondition(!spectrum.isEmpty, "a rate needs a mode")
    return spectrum.map { logRate(curvature: $0) }.max() ?? .nan
  }

  /// The curvature above which errors grow: 2/η, 2(1 + β)/η, 2(1 + β)/((1 + 2β)η), 2(1 + β₁)/((1 − β₁)η).
  public var largestStableCurvature: Double {
    switch self {
    case .gradientDescent(let rate): 2 / rate
    case .heavyBall(let rate, let momentum): 2 * (1 + momentum) / rate
    case .nesterov(let rate, let momentum): 2 * (1 + momentum) / ((1 + 2 * momentum) * rate)
    case .adam(let rate, let beta1): 2 * (1 + beta1) / ((1 - beta1) * rate)
    }
  }

  /// The roots are complex: the error of such a mode turns as it shrinks.
  public func oscillates(curvature: Double) -> Bool {
    CharacteristicPolynomial(self, curvature).discriminant < 0
  }
}

/// r² − b·r + c, known by values that do not cancel where a root is near 1 or −1.
private struct CharacteristicPolynomial {
  /// b.
  let sum: Double
  /// 2 − b.
  let complement: Double
  /// The value at 1.
  let atOne: Double
  /// The value at −1.
  let atMinusOne: Double
  /// log |c|.
  let logProduct: Double
  /// b² − 4c.
  let discriminant: Double

  init(_ rule: LinearDescentRule, _ curvature: Double) {
    switch rule {
    case .gradientDescent(let rate): self.init(momentum: 0, step: rate * curvature)
    case .heavyBall(let rate, let momentum): self.init(momentum: momentum, step: rate * curvature)
    case .adam(let rate, let beta1): self.init(momentum: beta1, step: (1 - beta1) * rate * curvature)
    case .nesterov(let rate, let momentum): self.init(lookAhead: momentum, step: rate * curvature)
    }
  }

  /// r² − (1 + β)(1 − x)·r + β(1 − x).
  private init(lookAhead momentum: Double, step x: Double) {
    sum = (1 + momentum) * (1 - x)
    complement = (1 - momentum) + (1 + momentum) * x
    atOne = x
    atMinusOne = 2 * (1 + momentum) - (1 + 2 * momentum) * x
    logProduct = log(momentum) + (x < 1 ? log1p(-x) : log(x - 1))
    let (slow, fast) = (1 - momentum, 1 + momentum)
    discriminant = (1 - x) * (slow * slow - fast * fast * x)
  }

  /// r² − (1 + β − x)·r + β.
  private init(momentum: Double, step x: Double) {
    sum = 1 + momentum - x
    complement = (1 - momentum) + x
    atOne = x
    atMinusOne = 2 * (1 + momentum) - x
    logProduct = log(momentum)
    // 1 − √β without cancellation.
    let root = momentum.squareRoot()
    let (slow, fast) = ((1 - momentum) / (1 + root), 1 + root)
    discriminant = (slow * slow - x) * (fast * fast - x)
  }

  var logRadius: Double {
    guard discriminant >= 0 else { return 0.5 * logProduct }
    // With r = 1 − u: u² − (2 − b)u + p(1) = 0; with r = −(1 − v): v² − (2 + b)v + p(−1) = 0. The smaller u or v is
    // the product of both over the larger one.
    let root = discriminant.squareRoot()
    return sum >= 0
      ? log1p(-2 * atOne / (complement + root)) : log1p(-2 * atMinusOne / (2 + sum + root))
  }
}
