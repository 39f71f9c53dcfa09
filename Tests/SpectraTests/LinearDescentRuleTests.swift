import Foundation
import LinearAlgebra
import Objectives
import Optimizers
import Spectra
import Testing

/// Forecasts against the optimizers themselves, and at their limits.
@Suite struct LinearDescentRuleTests {
  typealias Forecast = (LinearDescentRule, Double) -> Double

  /// Real and complex roots of either sign, stable and not.
  static let rules: [LinearDescentRule] = [
    .gradientDescent(learningRate: 0.3),
    .heavyBall(learningRate: 0.3, momentum: 0.9), .heavyBall(learningRate: 0.05, momentum: 0.5),
    .nesterov(learningRate: 0.3, momentum: 0.9), .nesterov(learningRate: 0.05, momentum: 0.5),
    .adam(learningRate: 0.3, beta1: 0.9), .adam(learningRate: 0.6, beta1: 0.5),
  ]
  static let curvatures = [0.004, 0.03, 0.7, 1.9, 3.1, 5.2, 6.5, 10.4]

  /// The rules for which a forecast is off by more than 1e-8 somewhere.
  private static func wrong(_ forecast: Forecast) -> [LinearDescentRule] {
    rules.filter { rule in
      curvatures.contains {
        !(abs(RateMeasurement.logRate(rule, curvature: $0) - forecast(rule, $0)) < 1e-8)
      }
    }
  }

  @Test func optimizersShrinkErrorsAsForecast() {
    #expect(Self.wrong { $0.logRate(curvature: $1) } == [])
  }

  /// The planted faults: dampened momentum, a Nesterov whose look-ahead is left out of c, Adam without 1 − β₁.
  @Test func theSuiteRejectsWrongForecasts() {
    let dampened = Self.wrong { rule, curvature in
      guard case .heavyBall(let rate, let momentum) = rule else { return rule.logRate(curvature: curvature) }
      return LinearDescentRule.adam(learningRate: rate, beta1: momentum).logRate(curvature: curvature)
    }
    #expect(dampened == [Self.rules[1], Self.rules[2]])
    let late = Self.wrong { rule, curvature in
      guard case .nesterov(let rate, let momentum) = rule else { return rule.logRate(curvature: curvature) }
      let (b, c) = ((1 + momentum) * (1 - rate * curvature), momentum)
      let discriminant = b * b / 4 - c
      return discriminant < 0 ? 0.5 * log(c) : log(abs(b) / 2 + discriminant.squareRoot())
    }
    #expect(late == [Self.rules[3], Self.rules[4]])
    let undampened = Self.wrong { rule, curvature in
      guard case .adam(let rate, let beta1) = rule else { return rule.logRate(curvature: curvature) }
      return LinearDescentRule.heavyBall(learningRate: rate, momentum: beta1).logRate(curvature: curvature)
    }
    #expect(undampened == [Self.rules[5], Self.rules[6]])
  }

  /// As ηλ → 0 errors shrink by ηλ/(1 − β) a step, Adam's by ηλ: relatively, at 1e-20 as at 1e-300.
  @Test(arguments: [1e-12, 1e-20, 1e-300]) func slowModesKeepTheirDigits(_ x: Double) {
    let allowed = 20 * (x + Double.ulpOfOne)
    func check(_ rule: LinearDescentRule, _ expected: Double) {
      #expect(abs(rule.logRate(curvature: x) / -expected - 1) < allowed * 1000, "\(rule)")
    }
    check(.gradientDescent(learningRate: 1), x)
    for momentum in [0, 0.5, 0.9, 0.99] {
      check(.heavyBall(learningRate: 1, momentum: momentum), x / (1 - momentum))
      check(.nesterov(learningRate: 1, momentum: momentum), x / (1 - momentum))
      check(.adam(learningRate: 1, beta1: momentum), x)
    }
    #expect(LinearDescentRule.heavyBall(learningRate: 1, momentum: 0.9).logRate(curvature: 0) == 0)
  }

  /// Without momentum all rules are gradient descent.
  @Test(arguments: curvatures) func momentumZeroIsGradientDescent(_ curvature: Double) {
    let expected = LinearDescentRule.gradientDescent(learningRate: 0.3).logRate(curvature: curvature)
    #expect(abs(expected - log(abs(1 - 0.3 * curvature))) < 1e-13)
    for rule: LinearDescentRule in [
      .heavyBall(learningRate: 0.3, momentum: 0), .nesterov(learningRate: 0.3, momentum: 0),
      .adam(learningRate: 0.3, beta1: 0),
    ] {
      #expect(abs(rule.logRate(curvature: curvature) - expected) < 1e-14 * max(1, abs(expected)))
    }
  }

  /// Just below the largest stable curvature errors shrink, just above they grow, by equal rates.
  @Test(arguments: rules) func stabilityEndsWhereItIsSaidTo(_ rule: LinearDescentRule) {
    let edge = rule.largestStableCurvature
    let (below, above) = (
      rule.logRate(curvature: edge * (1 - 1e-9)), rule.logRate(curvature: edge * (1 + 1e-9))
    )
    #expect(below < 0 && above > 0)
    #expect(abs(below + above) < 1e-6 * above)
    #expect(rule.logRate(spectrum: [0.1, edge * 1.1, 0.2]) > 0)
    #expect(rule.logRate(spectrum: [0.1, 0.2]) == rule.logRate(curvature: 0.1))
    #expect(rule.logRate(curvature: -0.1) > 0)
  }

  @Test func complexRootsAreFoundOut() {
    let rule = LinearDescentRule.heavyBall(learningRate: 1, momentum: 0.81)
    // Double roots at (1 ∓ 0.9)².
    #expect(!rule.oscillates(curvature: 0.0099) && rule.oscillates(curvature: 0.0101))
    #expect(rule.oscillates(curvature: 3.6) && !rule.oscillates(curvature: 3.62))
    #expect(abs(rule.logRate(curvature: 1) - log(0.9)) < 1e-15)
  }

  /// The loss of a whole quadratic, in coordinates that know nothing of its modes, falls at twice the forecast.
  @Test func theLossFallsAtTwiceTheRate() throws {
    let spectrum = [0.02, 0.3, 2]
    let rule = LinearDescentRule.nesterov(learningRate: 0.05, momentum: 0.5)
    let objective = Quadratic(spectrum: spectrum, reflectedAlong: [1, -2, 0.5])
    var descent = try Descent(
      on: objective, members: [DescentMember(RateMeasurement.optimizer(rule), from: [1, 1, 1])])
    descent.advance(to: 4000)
    let before = descent.trajectories[0].loss
    descent.advance(to: 5000)
    let slope = log(descent.trajectories[0].loss / before) / 1000
    #expect(abs(slope / (2 * rule.logRate(spectrum: spectrum)) - 1) < 1e-11)
  }
}
