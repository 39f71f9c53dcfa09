import Optimizers
import Testing

@Suite struct AdaGradTests {
  @Test func theFirstStepIsOneLearningRate() {
    let rule = with(AdaGrad()) { ($0.learningRate, $0.epsilon) = (0.5, 0) }
    #expect(path(rule, gradients: [[1e-3, -7]]) == [[-0.5, 0.5]])
  }

  @Test func constantGradientsGiveStepsThatFallAsTheInverseRoot() {
    let rule = with(AdaGrad()) { ($0.learningRate, $0.epsilon) = (1, 0) }
    let points = path(rule, gradients: Array(repeating: [3], count: 100)).map { $0[0] }
    for t in [4, 25, 100] { #expect(abs(points[t - 2] - points[t - 1] - 1 / Double(t).squareRoot()) < 1e-13) }
  }

  @Test func epsilonStandsOutsideTheRoot() {
    let rule = with(AdaGrad()) { ($0.learningRate, $0.epsilon) = (1, 0.5) }
    #expect(path(rule, gradients: [[1.5]]) == [[-0.75]])
  }

  @Test func coordinatesWithoutGradientStay() {
    #expect(path(with(AdaGrad()) { $0.epsilon = 0 }, gradients: [[0]]) == [[0]])
  }
}
