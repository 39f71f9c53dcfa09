import LinearAlgebra
import Testing

@testable import Dynamics

@Suite struct ReferenceFieldTests {
  /// A field has the derivatives it was given, and no others.
  @Test func jacobian() {
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
    var derivative = [0.0, 0]
    // What is left of an earlier matrix must not count.
    var jacobian = Matrix(rowByRow: [[9, 9], [9, 9]])
    plain.evaluate(at: 3, [2, 5], into: &derivative, workspace: &workspace)
    #expect(derivative == [30, -3])
    #expect(
      plain.jacobian(at: 3, [2, 5], derivative: derivative, into: &jacobian, workspace: &workspace) == nil)
    #expect(
      exact.jacobian(at: 3, [2, 5], derivative: derivative, into: &jacobian, workspace: &workspace) == 0)
    #expect(jacobian == Matrix(rowByRow: [[15, 6], [1, -1]]))
  }

  /// ∂f/∂t likewise; those of the problems that depend on time are right.
  @Test func timeDerivatives() {
    let plain = ReferenceField(1, isAutonomous: false) { t, y, dy in dy[0] = t * t * y[0] }
    var workspace = plain.makeWorkspace()
    var slope = [0.0]
    #expect(plain.timeDerivative(at: 3, [2], derivative: [18], into: &slope, workspace: &workspace) == nil)
    let fields = ReferenceProblems.all.map(\.field).filter { !$0.isAutonomous }
    #expect(fields.count == 2)
    for field in fields {
      var (rate, difference) = ([0.0], [0.0])
      field.evaluate(at: 1.3, [0.4], into: &rate, workspace: &workspace)
      #expect(
        field.timeDerivative(at: 1.3, [0.4], derivative: rate, into: &slope, workspace: &workspace) == 0)
      let quotients = DifferenceQuotients(Tolerances(relative: 1e-6, absolute: 1e-6), stepSize: 0.1)
      let cost = quotients.timeDerivative(
        of: Unknowing(field), at: 1.3, [0.4], derivative: rate, into: &difference,
        workspace: &workspace)
      #expect(cost == 1)
      #expect(abs(slope[0] - difference[0]) < 1e-7)
    }
  }
}
