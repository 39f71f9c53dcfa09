import Dynamics
import LinearAlgebra
import Testing

@Suite struct ReferenceFieldTests {
  /// Without a Jacobian of its own a field has one by differences, and says what they cost.
  @Test func jacobianByDifferences() {
    let rates: @Sendable (Double, [Double], inout [Double]) -> Void = { t, y, dy in
      dy[0] = t * y[0] * y[1]
      dy[1] = y[0] - y[1]
    }
    let exact = ReferenceField(2, isAutonomous: false, rates) { t, y, j in
      (j[0, 0], j[0, 1]) = (t * y[1], t * y[0])
      (j[1, 0], j[1, 1]) = (1, -1)
    }
    let plain = ReferenceField(2, isAutonomous: false, rates)
    #expect(exact.hasJacobian && !plain.hasJacobian)
    var workspace = plain.makeWorkspace()
    var (derivative, differences) = ([0.0, 0], Matrix(rows: 2, columns: 2))
    // What is left of an earlier matrix must not count.
    var jacobian = Matrix(rowByRow: [[9, 9], [9, 9]])
    plain.evaluate(at: 3, [2, 5], into: &derivative, workspace: &workspace)
    #expect(derivative == [30, -3])
    #expect(
      plain.jacobian(at: 3, [2, 5], derivative: derivative, into: &differences, workspace: &workspace) == 2)
    #expect(
      exact.jacobian(at: 3, [2, 5], derivative: derivative, into: &jacobian, workspace: &workspace) == 0)
    #expect(jacobian == Matrix(rowByRow: [[15, 6], [1, -1]]))
    for (a, b) in zip(jacobian.storage, differences.storage) { #expect(abs(a - b) < 1e-6) }
  }
}
