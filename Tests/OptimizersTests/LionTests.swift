import Optimizers
import Testing

@Suite struct LionTests {
  @Test func withEqualBetasItIsSignDescentWithMomentum() {
    let lion = with(Lion()) { ($0.beta1, $0.beta2, $0.learningRate) = (0.5, 0.5, 0.25) }
    let sign = with(SignDescent()) { ($0.momentum, $0.learningRate) = (0.5, 0.25) }
    #expect(path(lion, gradients: roughGradients) == path(sign, gradients: roughGradients))
  }

  @Test func theStepLeansMoreOnTheGradientThanTheMeanDoes() {
    // m = 1 after the first; then β1·1 + (1 − β1)·(−2) < 0 turns the step, with β2 it would not.
    let rule = with(Lion()) { ($0.beta1, $0.beta2, $0.learningRate) = (0.5, 0.75, 1) }
    #expect(path(rule, gradients: [[4], [-2]]) == [[-1], [0]])
  }

  @Test func decayIsInUnitsOfTheLearningRate() {
    let rule = with(Lion()) { ($0.learningRate, $0.weightDecay) = (0.5, 0.25) }
    #expect(path(rule, from: [8], gradients: [[0]]) == [[7]])
  }
}
