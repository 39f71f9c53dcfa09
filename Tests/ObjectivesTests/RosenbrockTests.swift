import LinearAlgebra
import Objectives
import Testing

@Suite struct RosenbrockTests {
  @Test func standardStart() {
    // Moré, Garbow and Hillstrom (1981), problem 1.
    let (loss, gradient) = Rosenbrock().valueAndGradient(at: [-1.2, 1])
    #expect(abs(loss - 24.2) < 1e-13)
    #expect(abs(gradient[0] + 215.6) < 1e-12 && abs(gradient[1] + 88) < 1e-12)
  }

  @Test(arguments: [2, 3, 7])
  func minimum(_ dimension: Int) {
    let ones = Array(repeating: 1.0, count: dimension)
    let (loss, gradient) = Rosenbrock(dimension: dimension).valueAndGradient(at: ones)
    #expect(loss == 0)
    #expect(gradient.allSatisfy { $0 == 0 })
  }

  @Test func residualsGiveTheLossAndTheGradient() {
    // With residuals ρ scaled as the factor's rows are, L = ½‖ρ‖² and ∇L = Rᵀρ.
    let (objective, point) = (Rosenbrock(dimension: 3), [0.5, -0.7, 1.4])
    var residuals: [Double] = []
    for i in 0..<2 {
      residuals.append(2.0.squareRoot() * 10 * (point[i + 1] - point[i] * point[i]))
      residuals.append(2.0.squareRoot() * (1 - point[i]))
    }
    let (loss, gradient) = objective.valueAndGradient(at: point)
    #expect(abs(loss - 0.5 * residuals.dot(residuals)) < 1e-13 * loss)
    let product = objective.gaussNewtonFactor(at: point).transposedProduct(with: residuals)
    for i in 0..<3 { #expect(abs(product[i] - gradient[i]) < 1e-11) }
  }
}
