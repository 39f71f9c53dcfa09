import Dynamics
import LinearAlgebra
import Testing

@Suite struct VectorFieldTests {
  /// A field that says nothing knows no derivatives, admits every state and measures errors as it is told.
  @Test func defaults() {
    let field = ClosureField(1) { _, _, dy in dy[0] = 0 }
    var workspace = field.makeWorkspace()
    var (jacobian, slope) = (Matrix(rows: 1, columns: 1), [0.0])
    #expect(
      field.jacobian(at: 0, [1], derivative: [0], into: &jacobian, workspace: &workspace) == nil
        && field.timeDerivative(at: 0, [1], derivative: [0], into: &slope, workspace: &workspace) == nil)
    let tolerances = Tolerances(relative: 1e-3, absolute: 1e-6)
    #expect(field.errorNorm(tolerances) as? Tolerances == tolerances)
    #expect(field.inadmissibleCoordinate(at: 0, [-1]) == nil)
  }
}
