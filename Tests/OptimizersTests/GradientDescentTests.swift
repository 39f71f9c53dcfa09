import Optimizers
import Testing

@Suite struct GradientDescentTests {
  @Test func oneStep() {
    var rule = GradientDescent()
    rule.learningRate = 0.25
    var (parameters, state) = ([1.0, 2.0], rule.makeState(dimension: 2))
    rule.step(&parameters, Evaluation(loss: 0, gradient: [4, -8]), state: &state)
    #expect(parameters == [0, 4])
  }
}
