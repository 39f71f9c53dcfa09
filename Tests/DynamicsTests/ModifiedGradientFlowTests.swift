import Dynamics
import Foundation
import LinearAlgebra
import Objectives
import Testing

@Suite struct ModifiedGradientFlowTests {
  private let options = IntegrationOptions(Tolerances(relative: 1e-11, absolute: 1e-13))

  private func end<Field: VectorField>(_ field: Field) -> [Double] {
    InitialValueProblem(field, from: [-1.2, 1], to: 0.05)
      .solve(with: ExplicitRungeKutta(.tsitouras5), options).finalState
  }

  private func descent(_ rate: Double) -> [Double] {
    var point = [-1.2, 1.0]
    for _ in 0..<Int((0.05 / rate).rounded()) {
      let gradient = Rosenbrock().valueAndGradient(at: point).gradient
      for i in 0..<2 { point[i] -= rate * gradient[i] }
    }
    return point
  }

  /// Descent is within O(η²) of it: halving the rate quarters the distance; from the gradient flow it halves it.
  @Test func secondOrder() {
    func gap(_ rate: Double, modified: Bool) -> Double {
      let field = ModifiedGradientFlow(of: Rosenbrock(), learningRate: modified ? rate : 0)
      return zip(descent(rate), end(field)).map { $0 - $1 }.euclideanNorm
    }
    #expect(abs(gap(1e-5, modified: true) / gap(5e-6, modified: true) - 4) < 0.2)
    #expect(abs(gap(1e-5, modified: false) / gap(5e-6, modified: false) - 2) < 0.1)
  }

  /// On a quadratic the rate of a mode is λ + ηλ²/2, and at η = 0 the flow is the gradient flow.
  @Test func quadratic() {
    let objective = Quadratic(spectrum: [0.5, 2], minimizer: [0, 0])
    let field = ModifiedGradientFlow(of: objective, learningRate: 0.1)
    var workspace = field.makeWorkspace()
    var rate = [0.0, 0]
    field.evaluate(at: 0, [1, 1], into: &rate, workspace: &workspace)
    #expect(abs(rate[0] + 0.5 + 0.05 * 0.25) < 1e-15)
    #expect(abs(rate[1] + 2 + 0.05 * 4) < 1e-15)
    let plain = end(ModifiedGradientFlow(of: Rosenbrock(), learningRate: 0))
    for (a, b) in zip(plain, end(GradientFlow(of: Rosenbrock()))) { #expect(abs(a - b) < 1e-9) }
  }
}
