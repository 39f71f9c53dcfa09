import Optimizers
import Testing

@Suite struct AdamTests {
  /// Steps taken from the origin on given gradients.
  func path(_ rule: Adam, _ gradients: [[Double]]) -> [[Double]] {
    var parameters = Array(repeating: 0.0, count: gradients[0].count)
    var state = rule.makeState(dimension: parameters.count)
    return gradients.map { gradient in
      rule.step(&parameters, Evaluation(loss: 0, gradient: gradient), state: &state)
      return parameters
    }
  }

  @Test func withoutMemoryItIsSignDescent() {
    var rule = Adam()
    (rule.beta1, rule.beta2, rule.epsilon, rule.learningRate) = (0, 0, 0, 0.5)
    #expect(path(rule, [[3, -0.01, 0], [-7, -5, 0]]) == [[-0.5, 0.5, 0], [0, 1, 0]])
  }

  @Test func theFirstStepIsOneLearningRate() {
    var rule = Adam()
    rule.learningRate = 0.1
    rule.epsilon = 0
    for (value, gradient) in zip(path(rule, [[1e-12, -1e12]])[0], [1.0, -1]) {
      #expect(abs(value + 0.1 * gradient) < 1e-15)
    }
  }

  @Test func placementsOfEpsilon() {
    var rule = Adam()
    (rule.learningRate, rule.epsilon) = (1, 0.5)
    // First step: m̂ = g and √v̂ = |g|; inside, ε counts 1/√(1 − β2) times.
    #expect(abs(path(rule, [[2]])[0][0] + 2 / 2.5) < 1e-14)
    rule.epsilonPlacement = .insideBiasCorrection
    #expect(abs(path(rule, [[2]])[0][0] + 2 / (2 + 0.5 / 0.001.squareRoot())) < 1e-14)
  }

  @Test func coordinatesWithoutGradientStay() {
    var rule = Adam()
    rule.epsilon = 0
    #expect(path(rule, [[0], [0]]) == [[0], [0]])
  }
}
