import Foundation
import Spectra
import Testing

@Suite struct OptimalDescentTests {
  static let families: [OptimalDescent.Family] = [
    .gradientDescent, .heavyBall(momentum: nil), .heavyBall(momentum: 0.9), .heavyBall(momentum: 0.3),
    .nesterov(momentum: nil), .nesterov(momentum: 0.9), .nesterov(momentum: 0.3), .adam(beta1: nil),
    .adam(beta1: 0.9),
  ]

  private static func changed(_ rule: LinearDescentRule, rate: Double, momentum: Double) -> LinearDescentRule
  {
    // Momenta move on the scale of 1 − β.
    func moved(_ beta: Double) -> Double { max(0, 1 - (1 - beta) * momentum) }
    return switch rule {
    case .gradientDescent(let eta): .gradientDescent(learningRate: eta * rate)
    case .heavyBall(let eta, let beta): .heavyBall(learningRate: eta * rate, momentum: moved(beta))
    case .nesterov(let eta, let beta): .nesterov(learningRate: eta * rate, momentum: moved(beta))
    case .adam(let eta, let beta): .adam(learningRate: eta * rate, beta1: moved(beta))
    }
  }

  private static func hasFreeMomentum(_ family: OptimalDescent.Family) -> Bool {
    switch family {
    case .heavyBall(nil), .nesterov(nil), .adam(nil): true
    default: false
    }
  }

  /// The worst mode between the ends has the rate named, and no neighbour does better.
  @Test(arguments: families, [1.0, 2, 40, 1e4])
  func noNeighbourIsFaster(_ family: OptimalDescent.Family, _ kappa: Double) {
    let (smallest, largest) = (0.7, 0.7 * kappa)
    let best = OptimalDescent(family, smallest: smallest, largest: largest)
    let spectrum = (0...200).map { smallest * pow(kappa, Double($0) / 200) }
    let free = Self.hasFreeMomentum(family)
    if kappa > 1 {
      // Double roots are split by √ε.
      let rate = best.rule.logRate(spectrum: spectrum)
      #expect(abs(rate - best.logRate) < (free ? 1e-6 : 1e-12), "\(rate) \(best.logRate)")
    }
    for rate in [0.9, 0.99, 1, 1.01, 1.1] {
      for momentum in free ? [0.9, 0.99, 1, 1.01, 1.1] : [1] {
        let other = Self.changed(best.rule, rate: rate, momentum: momentum)
        #expect(other.logRate(spectrum: spectrum) >= best.logRate - 1e-12, "\(other)")
      }
    }
  }

  /// The planted fault: gradient descent's learning rate at the edge of stability, 2/λmax, is not the best one.
  @Test func theSuiteRejectsAnEagerLearningRate() {
    let best = OptimalDescent(.gradientDescent, smallest: 1, largest: 40)
    let eager = LinearDescentRule.gradientDescent(learningRate: 0.99 * 2 / 40)
    #expect(eager.logRate(spectrum: [1, 40]) > best.logRate + 1e-3)
    let shy = LinearDescentRule.gradientDescent(learningRate: 1.0 / 40)
    #expect(shy.logRate(spectrum: [1, 40]) > best.logRate + 1e-3)
  }

  /// Closed forms, and their limits as κ → ∞: 2/κ, 2/√κ, 2/√(3κ).
  @Test func ratesAreThoseOfTheory() {
    func rate(_ family: OptimalDescent.Family, _ kappa: Double) -> Double {
      OptimalDescent(family, smallest: 3, largest: 3 * kappa).logRate
    }
    #expect(abs(rate(.gradientDescent, 9) - log(0.8)) < 1e-15)
    #expect(abs(rate(.heavyBall(momentum: nil), 9) - log(0.5)) < 1e-15)
    #expect(abs(rate(.nesterov(momentum: nil), 9) - log(1 - 2 / 28.0.squareRoot())) < 1e-15)
    #expect(abs(rate(.heavyBall(momentum: 0.25), 9) - log(0.5)) < 1e-15)
    #expect(abs(rate(.heavyBall(momentum: 0.81), 9) - log(0.9)) < 1e-15)
    #expect(abs(rate(.gradientDescent, 1e40) / -2e-40 - 1) < 1e-15)
    #expect(abs(rate(.heavyBall(momentum: nil), 1e40) / -2e-20 - 1) < 1e-15)
    #expect(abs(rate(.nesterov(momentum: nil), 1e40) / (-2e-20 / 3.0.squareRoot()) - 1) < 1e-15)
    // 2(1 + β)/(1 − β)/κ and 2(1 + β)/((1 + 2β)(1 − β))/κ.
    #expect(abs(rate(.heavyBall(momentum: 0.9), 1e40) / -38e-40 - 1) < 1e-13)
    #expect(abs(rate(.nesterov(momentum: 0.9), 1e40) / (-38e-40 / 2.8) - 1) < 1e-13)
    #expect(abs(rate(.adam(beta1: 0.9), 1e40) / -38e-40 - 1) < 1e-13)
  }

  @Test func stepsPerDecade() {
    let best = OptimalDescent(.gradientDescent, smallest: 1, largest: 1e6)
    #expect(abs(best.stepsPerDecadeOfLoss / (log(10) * 1e6 / 4) - 1) < 1e-9)
  }
}
