import LinearAlgebra
import Objectives
import Testing

@Suite struct LinearLeastSquaresTests {
  @Test func byHand() {
    // Two samples in one dimension: ¼[(2θ − 1)² + (θ − 3)²] at θ = 2 is ¼(9 + 1), slope ½(2·3 + 1·(−1)).
    let objective = LinearLeastSquares(inputs: Matrix(rows: 1, columns: 2, storage: [2, 1]), labels: [1, 3])
    let (loss, gradient) = objective.valueAndGradient(at: [2])
    #expect(loss == 2.5)
    #expect(gradient == [2.5])
    #expect(abs(objective.hessian(at: [0])[0, 0] - 2.5) < 1e-15)
  }

  @Test func oneSample() {
    let objective = LinearLeastSquares(inputs: Matrix(rows: 2, columns: 1, storage: [3, 4]), labels: [5])
    #expect(objective.valueAndGradient(at: [0, 0]).loss == 12.5)
    #expect(objective.hessianProduct(at: [0, 0], along: [1, 1]) == [21, 28])
  }
}
