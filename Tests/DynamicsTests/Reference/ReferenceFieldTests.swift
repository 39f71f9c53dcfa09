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

  /// ∂f/∂t likewise; those of the problems that depend on time are right.
  @Test func timeDerivatives() {
    let plain = ReferenceField(1, isAutonomous: false) { t, y, dy in dy[0] = t * t * y[0] }
    var workspace = plain.makeWorkspace()
    var slope = [0.0]
    #expect(plain.timeDerivative(at: 3, [2], derivative: [18], into: &slope, workspace: &workspace) == 1)
    #expect(abs(slope[0] - 12) < 1e-6)
    let fields = ReferenceProblems.all.map(\.field).filter { !$0.isAutonomous }
    #expect(fields.count == 2)
    for field in fields {
      var (rate, difference) = ([0.0], [0.0])
      field.evaluate(at: 1.3, [0.4], into: &rate, workspace: &workspace)
      #expect(
        field.timeDerivative(at: 1.3, [0.4], derivative: rate, into: &slope, workspace: &workspace) == 0)
      _ = field.differenceTimeDerivative(
        at: 1.3, [0.4], derivative: rate, into: &difference, workspace: &workspace)
      #expect(abs(slope[0] - difference[0]) < 1e-7)
    }
  }
}
