import Optimizers
import Testing

@Suite struct AdamTests {
  @Test func withoutMemoryItIsSignDescent() {
    let rule = with(Adam()) { ($0.beta1, $0.beta2, $0.epsilon, $0.learningRate) = (0, 0, 0, 0.5) }
    let sign = with(SignDescent()) { $0.learningRate = 0.5 }
    #expect(path(rule, gradients: roughGradients) == path(sign, gradients: roughGradients))
  }

  @Test func theFirstStepIsOneLearningRate() {
    let rule = with(Adam()) { ($0.learningRate, $0.epsilon) = (0.1, 0) }
    #expect(distance(path(rule, gradients: [[1e-12, -1e12]]), [[-0.1, 0.1]]) < 1e-14)
  }

  @Test func placementsOfEpsilon() {
    var rule = with(Adam()) { ($0.learningRate, $0.epsilon) = (1, 0.5) }
    // First step: m̂ = g and √v̂ = |g|; inside, ε counts 1/√(1 − β2) times.
    #expect(abs(path(rule, gradients: [[2]])[0][0] + 2 / 2.5) < 1e-14)
    rule.epsilonPlacement = .insideBiasCorrection
    #expect(abs(path(rule, gradients: [[2]])[0][0] + 2 / (2 + 0.5 / 0.001.squareRoot())) < 1e-14)
  }

  @Test func coordinatesWithoutGradientStay() {
    #expect(path(with(Adam()) { $0.epsilon = 0 }, gradients: [[0], [0]]) == [[0], [0]])
  }
}
