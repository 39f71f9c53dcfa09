import Optimizers
import Testing

@Suite struct HeavyBallTests {
  @Test func withoutMomentumItIsGradientDescent() {
    let heavyBall = with(HeavyBall()) { ($0.momentum, $0.learningRate) = (0, 0.1) }
    let descent = with(GradientDescent()) { $0.learningRate = 0.1 }
    #expect(path(heavyBall, gradients: roughGradients) == path(descent, gradients: roughGradients))
  }

  @Test func constantGradient() {
    // b = g·(1 − μᵗ)/(1 − μ): with μ = ½ the steps are 1, 1½, 1¾, …
    let rule = with(HeavyBall()) { ($0.momentum, $0.learningRate) = (0.5, 1) }
    #expect(path(rule, gradients: [[1], [1], [1]]) == [[-1], [-2.5], [-4.25]])
  }
}
