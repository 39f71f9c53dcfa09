import Optimizers
import Testing

@Suite struct NesterovTests {
  @Test func withoutMomentumItIsGradientDescent() {
    let nesterov = with(Nesterov()) { ($0.momentum, $0.learningRate) = (0, 0.1) }
    let descent = with(GradientDescent()) { $0.learningRate = 0.1 }
    #expect(path(nesterov, gradients: roughGradients) == path(descent, gradients: roughGradients))
  }

  @Test func itLooksAhead() {
    // The point it stands at is heavy ball's point plus the next step's momentum.
    let nesterov = with(Nesterov()) { ($0.momentum, $0.learningRate) = (0.5, 1) }
    #expect(path(nesterov, gradients: [[1], [1], [0]]) == [[-1.5], [-3.25], [-3.625]])
  }
}
