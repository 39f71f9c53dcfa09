import Optimizers
import Testing

@Suite struct AMSGradTests {
  @Test func withGrowingGradientsItIsAdam() {
    let growing = (1...20).map { [Double($0), -Double($0 * $0)] }
    #expect(path(AMSGrad(), gradients: growing) == path(Adam(), gradients: growing))
  }

  @Test func theScaleNeverFalls() {
    let falling = (0..<50).map { [1 / Double(1 << $0)] }
    let rule = with(AMSGrad()) { ($0.beta2, $0.learningRate) = (0.5, 0.1) }
    let adam = with(Adam()) { ($0.beta2, $0.learningRate) = (0.5, 0.1) }
    let (slow, fast) = (path(rule, gradients: falling), path(adam, gradients: falling))
    #expect(slow[0] == fast[0])
    #expect(abs(slow[49][0]) < 0.5 * abs(fast[49][0]))
  }

  @Test func coordinatesWithoutGradientStay() {
    #expect(path(with(AMSGrad()) { $0.epsilon = 0 }, gradients: [[0]]) == [[0]])
  }
}
