import Dynamics
import Foundation
import LinearAlgebra

/// A field written as a closure.
struct ClosureField: VectorField {
  let dimension: Int
  var isAutonomous = false
  /// The admissible states; all if nil.
  var domain: (@Sendable ([Double]) -> Int?)?
  let rate: @Sendable (Double, [Double], inout [Double]) -> Void
  /// ∂f/∂y and ∂f/∂t; differences if nil.
  let derivatives: (@Sendable (Double, [Double]) -> (state: [[Double]], time: [Double]))?

  init(
    _ dimension: Int, _ rate: @escaping @Sendable (Double, [Double], inout [Double]) -> Void,
    derivatives: (@Sendable (Double, [Double]) -> (state: [[Double]], time: [Double]))? = nil
  ) {
    self.dimension = dimension
    self.rate = rate
    self.derivatives = derivatives
  }

  struct Workspace: Sendable {}

  func makeWorkspace() -> Workspace { Workspace() }

  func evaluate(
    at time: Double, _ state: [Double], into derivative: inout [Double], workspace: inout Workspace
  ) {
    rate(time, state, &derivative)
  }

  func jacobian(
    at time: Double, _ state: [Double], derivative: [Double], into jacobian: inout Matrix,
    workspace: inout Workspace
  ) -> Int? {
    guard let derivatives else { return nil }
    jacobian = Matrix(rowByRow: derivatives(time, state).state)
    return 0
  }

  func timeDerivative(
    at time: Double, _ state: [Double], derivative: [Double], into timeDerivative: inout [Double],
    workspace: inout Workspace
  ) -> Int? {
    guard let derivatives else { return nil }
    timeDerivative = derivatives(time, state).time
    return 0
  }

  func inadmissibleCoordinate(at time: Double, _ state: [Double]) -> Int? { domain?(state) }
}

/// A field that does not say what it knows of its derivatives.
struct Unknowing<Base: VectorField>: VectorField {
  let base: Base
  init(_ base: Base) { self.base = base }
  var dimension: Int { base.dimension }
  func makeWorkspace() -> Base.Workspace { base.makeWorkspace() }
  func evaluate(
    at time: Double, _ state: [Double], into derivative: inout [Double], workspace: inout Base.Workspace
  ) {
    base.evaluate(at: time, state, into: &derivative, workspace: &workspace)
  }
}

/// A van der Pol oscillator that counts what is asked of it.
struct CountingField: VectorField {
  final class Counter: @unchecked Sendable {
    var evaluations = 0
    var jacobians = 0
  }

  let knowsJacobian: Bool
  let counter = Counter()
  var dimension: Int { 2 }

  func makeWorkspace() {}

  func evaluate(at time: Double, _ y: [Double], into rate: inout [Double], workspace: inout Void) {
    counter.evaluations += 1
    (rate[0], rate[1]) = (y[1], 5 * (1 - y[0] * y[0]) * y[1] - y[0])
  }

  func jacobian(
    at time: Double, _ y: [Double], derivative: [Double], into jacobian: inout Matrix, workspace: inout Void
  ) -> Int? {
    counter.jacobians += 1
    guard knowsJacobian else { return nil }
    jacobian = Matrix(rowByRow: [[0, 1], [-10 * y[0] * y[1] - 1, 5 * (1 - y[0] * y[0])]])
    return 0
  }
}

/// A problem with a closed form.
struct ClosedForm {
  let name: String
  let field: ClosureField
  let finalTime: Double
  let solution: @Sendable (Double) -> [Double]

  var initialState: [Double] { solution(0) }

  var problem: InitialValueProblem<ClosureField> {
    InitialValueProblem(field, from: initialState, to: finalTime)
  }

  /// Nonlinear, coupled and dependent on time: a rotation with speed r², seen from a frame that breathes as e^(sin t).
  static let spiral = ClosedForm(
    name: "spiral",
    field: ClosureField(3) { t, y, dy in
      let square = (y[0] * y[0] + y[1] * y[1]) / (y[2] * y[2])
      dy[0] = y[0] * cos(t) - y[1] * square
      dy[1] = y[1] * cos(t) + y[0] * square
      dy[2] = y[2] * cos(t)
    }, finalTime: 2,
    solution: { t in [exp(sin(t)) * cos(t), exp(sin(t)) * sin(t), exp(sin(t))] })

  /// ẏ = −2ty²: 1/(1 + t²), with ẇ = −w beside it.
  static let decay = ClosedForm(
    name: "decay",
    field: ClosureField(2) { t, y, dy in
      dy[0] = -2 * t * y[0] * y[0]
      dy[1] = -y[1]
    }, finalTime: 3, solution: { t in [1 / (1 + t * t), exp(-t)] })

  /// A rotation of unit speed, written as one driven by a third coordinate; errors are asymptotic early.
  static let driven = ClosedForm(
    name: "driven",
    field: ClosureField(
      3,
      { t, y, dy in
        let speed = y[2] * exp(-sin(t))
        dy[0] = -y[1] * speed
        dy[1] = y[0] * speed
        dy[2] = y[2] * cos(t)
      },
      derivatives: { t, y in
        let c = exp(-sin(t))
        return (
          [[0, -y[2] * c, -y[1] * c], [y[2] * c, 0, y[0] * c], [0, 0, cos(t)]],
          [y[1] * y[2] * c * cos(t), -y[0] * y[2] * c * cos(t), -y[2] * sin(t)]
        )
      }), finalTime: 8, solution: { t in [cos(t), sin(t), exp(sin(t))] })

  /// ẏ = −ty.
  static let bell = ClosedForm(
    name: "bell",
    field: ClosureField(1, { t, y, dy in dy[0] = -t * y[0] }, derivatives: { t, y in ([[-t]], [-y[0]]) }),
    finalTime: 4, solution: { t in [exp(-t * t / 2)] })

  static let all = [spiral, decay, driven, bell]

  /// Those on which errors are asymptotic well above rounding, so that an order can be measured.
  static let forOrders = [driven, bell]
}
