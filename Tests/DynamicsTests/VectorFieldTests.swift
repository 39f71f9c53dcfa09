import Dynamics
import LinearAlgebra
import Testing

@Suite struct VectorFieldTests {
  @Test func differences() {
    let field = ClosureField(2) { t, y, dy in
      dy[0] = y[0] * y[1] + t * t
      dy[1] = 3 * y[0] - 2 * t
    }
    var workspace = field.makeWorkspace()
    let (time, state) = (0.7, [2.0, -5])
    var derivative = state
    field.evaluate(at: time, state, into: &derivative, workspace: &workspace)
    var jacobian = Matrix(rows: 2, columns: 2)
    let evaluations = field.jacobian(
      at: time, state, derivative: derivative, into: &jacobian, workspace: &workspace)
    #expect(evaluations == 2)
    for (a, b) in zip(jacobian.storage, [-5.0, 3, 2, 0]) { #expect(abs(a - b) < 1e-6) }
    var rate = state
    #expect(
      field.timeDerivative(at: time, state, derivative: derivative, into: &rate, workspace: &workspace) == 1)
    #expect(abs(rate[0] - 1.4) < 1e-6 && abs(rate[1] + 2) < 1e-6)
  }

  @Test func defaults() {
    let field = ClosureField(1) { _, _, dy in dy[0] = 0 }
    let tolerances = Tolerances(relative: 1e-3, absolute: 1e-6)
    #expect(field.errorNorm(tolerances) as? Tolerances == tolerances)
    #expect(field.inadmissibleCoordinate(at: 0, [-1]) == nil)
  }
}
