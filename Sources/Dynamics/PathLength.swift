public import LinearAlgebra

/// A field together with the length of its trajectory: one more coordinate ℓ with ℓ̇ = ‖f(t, y)‖.
///
/// The length is integrated with the same error control as the state; it is the last coordinate.
public struct PathLength<Base: VectorField>: VectorField {
  /// The field whose trajectories are measured.
  public let base: Base

  /// Measures the trajectories of `base`.
  public init(of base: Base) { self.base = base }

  /// One more than the field's.
  public var dimension: Int { base.dimension + 1 }

  /// As the field.
  public var isAutonomous: Bool { base.isAutonomous }

  /// The field's buffers, and vectors without the length.
  public struct Workspace {
    var base: Base.Workspace
    var state: [Double]
    var derivative: [Double]
    var jacobian: Matrix
  }

  /// Makes the buffers.
  public func makeWorkspace() -> Workspace {
    let zeros = Array(repeating: 0.0, count: base.dimension)
    return Workspace(
      base: base.makeWorkspace(), state: zeros, derivative: zeros,
      jacobian: Matrix(rows: base.dimension, columns: base.dimension))
  }

  /// Writes f and ‖f‖.
  ///
  /// - Complexity: One evaluation of the field, no allocation.
  public func evaluate(
    at time: Double, _ state: [Double], into derivative: inout [Double], workspace: inout Workspace
  ) {
    for i in 0..<base.dimension { workspace.state[i] = state[i] }
    base.evaluate(
      at: time, workspace.state, into: &workspace.derivative, workspace: &workspace.base)
    for i in 0..<base.dimension { derivative[i] = workspace.derivative[i] }
    derivative[base.dimension] = workspace.derivative.euclideanNorm
  }

  /// Writes the field's Jacobian, if it knows it, and the length's row fᵀJ/‖f‖; nothing depends on the length.
  public func jacobian(
    at time: Double, _ state: [Double], derivative: [Double], into jacobian: inout Matrix,
    workspace: inout Workspace
  ) -> Int? {
    let n = base.dimension
    for i in 0..<n {
      workspace.state[i] = state[i]
      workspace.derivative[i] = derivative[i]
    }
    let evaluations = base.jacobian(
      at: time, workspace.state, derivative: workspace.derivative, into: &workspace.jacobian,
      workspace: &workspace.base)
    guard let evaluations else { return nil }
    let speed = derivative[n]
    for j in 0..<n {
      var sum = 0.0
      for i in 0..<n {
        jacobian[i, j] = workspace.jacobian[i, j]
        sum += derivative[i] * workspace.jacobian[i, j]
      }
      jacobian[n, j] = speed > 0 ? sum / speed : 0
    }
    for i in 0...n { jacobian[i, n] = 0 }
    return evaluations
  }

  /// As the field says of its own coordinates.
  public func inadmissibleCoordinate(at time: Double, _ state: [Double]) -> Int? {
    base.inadmissibleCoordinate(at: time, Array(state.dropLast()))
  }
}

extension PathLength.Workspace: Sendable where Base.Workspace: Sendable {}
