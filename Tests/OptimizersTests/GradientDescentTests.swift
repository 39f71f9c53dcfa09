import Objectives
import Optimizers
import Testing

@Suite struct GradientDescentTests {
  @Test func oneStep() {
    let rule = with(GradientDescent()) { $0.learningRate = 0.25 }
    #expect(path(rule, from: [1, 2], gradients: [[4, -8]]) == [[0, 4]])
  }

  @Test func theLargestStableLearningRate() {
    // Along a mode of curvature λ errors are multiplied by 1 − ηλ: stable iff η < 2/λ.
    let quadratic = Quadratic(spectrum: [4])
    for (rate, isStable) in [(0.49, true), (0.51, false)] {
      let rule = with(GradientDescent()) { $0.learningRate = rate }
      let end = path(rule, on: quadratic, from: [1], steps: 200)[199][0]
      #expect((abs(end) < 1) == isStable)
    }
  }
}
