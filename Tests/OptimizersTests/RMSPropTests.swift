import Optimizers
import Testing

@Suite struct RMSPropTests {
  @Test func theFirstStepIsTenLearningRates() {
    let rule = with(RMSProp()) { ($0.learningRate, $0.epsilon) = (0.5, 0) }
    #expect(distance(path(rule, gradients: [[1e-3, -7]]), [[-5, 5]]) < 1e-14)
  }

  @Test func epsilonStandsOutsideTheRoot() {
    let rule = with(RMSProp()) { ($0.learningRate, $0.epsilon, $0.alpha) = (1, 0.5, 0.75) }
    #expect(path(rule, gradients: [[3]]) == [[-1.5]])
  }

  @Test func withoutMemoryItIsSignDescent() {
    let rule = with(RMSProp()) { ($0.learningRate, $0.epsilon, $0.alpha) = (0.25, 0, 0) }
    let sign = with(SignDescent()) { $0.learningRate = 0.25 }
    #expect(path(rule, gradients: roughGradients) == path(sign, gradients: roughGradients))
  }

  @Test func coordinatesWithoutGradientStay() {
    #expect(path(with(RMSProp()) { $0.epsilon = 0 }, gradients: [[0]]) == [[0]])
  }
}
