import Optimizers
import Testing

@Suite struct AdamWTests {
  @Test func withoutDecayItIsAdam() {
    let rule = with(AdamW()) { $0.weightDecay = 0 }
    #expect(path(rule, gradients: roughGradients) == path(Adam(), gradients: roughGradients))
  }

  @Test func decayIsDecoupledFromTheGradient() {
    // Without a gradient the parameters shrink by 1 − ηλ; an L2 term in the gradient would move them by η.
    let rule = with(AdamW()) { ($0.learningRate, $0.weightDecay) = (0.5, 0.25) }
    #expect(path(rule, from: [8, -64], gradients: [[0, 0], [0, 0]]) == [[7, -56], [6.125, -49]])
  }
}
