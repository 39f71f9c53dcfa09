public import LinearAlgebra

/// The right-hand side of a reference problem, written as a function.
public struct ReferenceField: VectorField {
  /// n.
  public let dimension: Int
  /// Whether t does not appear.
  public let isAutonomous: Bool

  private let rates: @Sendable (Double, [Double], inout [Double]) -> Void
  private let jacobian: (@Sendable (Double, [Double], inout Matrix) -> Void)?
  private let timeDerivative: (@Sendable (Double, [Double], inout [Double]) -> Void)?

  /// A right-hand side from functions.
  ///
  /// - Parameters:
  ///   - dimension: n.
  ///   - isAutonomous: Whether t does not appear.
  ///   - rates: Writes f(t, y), every coordinate of it.
  ///   - jacobian: Writes ∂f/∂y into zeros; nil if it is not known.
  ///   - timeDerivative: Writes ∂f/∂t; nil if it is not known.
  public init(
    _ dimension: Int, isAutonomous: Bool = true,
    _ rates: @escaping @Sendable (Double, [Double], inout [Double]) -> Void,
    jacobian: (@Sendable (Double, [Double], inout Matrix) -> Void)? = nil,
    timeDerivative: (@Sendable (Double, [Double], inout [Double]) -> Void)? = nil
  ) {
    (self.dimension, self.isAutonomous) = (dimension, isAutonomous)
    (self.rates, self.jacobian, self.timeDerivative) = (rates, jacobian, timeDerivative)
  }

  /// A chemical network.
  init(_ network: MassAction) {
    self.init(
      network.species, { _, y, dy in network.rates(y, into: &dy) },
      jacobian: { _, y, jacobian in network.jacobian(y, into: &jacobian) })
  }

  /// Whether ∂f/∂y is known beyond differences.
  public var hasJacobian: Bool { jacobian != nil }

  /// No buffers are needed.
  public struct Workspace: Sendable {}

  /// No buffers are needed.
  public func makeWorkspace() -> Workspace { Workspace() }

  /// Writes f(t, y).
  public func evaluate(
    at time: Double, _ state: [Double], into derivative: inout [Double], workspace: inout Workspace
  ) {
    rates(time, state, &derivative)
  }

  /// Writes ∂f/∂y where the problem knows it.
  public func jacobian(
    at time: Double, _ state: [Double], derivative: [Double], into jacobian: inout Matrix,
    workspace: inout Workspace
  ) -> Int? {
    guard let exact = self.jacobian else { return nil }
    for k in jacobian.storage.indices { jacobian.storage[k] = 0 }
    exact(time, state, &jacobian)
    return 0
  }

  /// Writes ∂f/∂t where the problem knows it.
  public func timeDerivative(
    at time: Double, _ state: [Double], derivative: [Double], into timeDerivative: inout [Double],
    workspace: inout Workspace
  ) -> Int? {
    guard let exact = self.timeDerivative else { return nil }
    exact(time, state, &timeDerivative)
    return 0
  }
}
