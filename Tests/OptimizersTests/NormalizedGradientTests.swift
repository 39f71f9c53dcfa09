import Optimizers
import Testing

@Suite struct NormalizedGradientTests {
  @Test func everyStepHasTheSameLength() {
    let rule = with(NormalizedGradient()) { $0.learningRate = 5 }
    let gradients = [[3.0, 4], [-3e200, -4e200], [3e-200, 4e-200]]
    #expect(distance(path(rule, gradients: gradients), [[-3, -4], [0, 0], [-3, -4]]) < 1e-15)
  }

  @Test func itStaysAtAStationaryPoint() {
    #expect(path(NormalizedGradient(), gradients: [[0, 0]]) == [[0, 0]])
  }

  @Test func tinyGradientsDoNotOverflow() {
    let rule = with(NormalizedGradient()) { $0.learningRate = 1 }
    #expect(path(rule, gradients: [[.leastNonzeroMagnitude]]) == [[-1]])
  }
}
