import Optimizers
import Testing

@Suite struct SignDescentTests {
  @Test func everyCoordinateMovesEquallyFar() {
    let rule = with(SignDescent()) { $0.learningRate = 1 }
    #expect(path(rule, gradients: [[3, -1e-300, 0], [-1, 0, -0.0]]) == [[-1, 1, 0], [0, 1, 0]])
  }

  @Test func momentumOutvotesOneGradient() {
    let rule = with(SignDescent()) { ($0.learningRate, $0.momentum) = (1, 0.5) }
    #expect(path(rule, gradients: [[4], [-1], [-1], [-1]]) == [[-1], [-2], [-1], [0]])
  }
}
