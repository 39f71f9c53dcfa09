public import LinearAlgebra

/// A one-step method with an error estimate and dense output.
///
/// An integrator is an immutable value; all buffers are in its `Cache`. It takes steps of a given size; when a step
/// is accepted and how long the next one is, is the driver's business (``Integration``).
public protocol Integrator: Sendable {
  /// Buffers of a step, and what dense output and the next step need of it; made once.
  associatedtype Cache

  /// The name in the catalogue, such as `dormand-prince-5`.
  var name: String { get }

  /// One line that says what it is, with its source.
  var summary: String { get }

  /// The order of the solution carried on: global errors shrink as h^order.
  var order: Int { get }

  /// k with the error estimate of a step O(h^k), which is what step-size control works with.
  var errorExponent: Int { get }

  /// The order of the dense output.
  var denseOrder: Int { get }

  /// Whether steps are limited by accuracy alone, also where ∂f/∂y has large negative eigenvalues.
  var isStiff: Bool { get }

  /// The step-size control that suits it.
  var controller: StepSizeController { get }

  /// Makes the buffers for `dimension` coordinates.
  func makeCache(dimension: Int) -> Cache

  /// Takes one step of size `step.size` from `step.time`.
  ///
  /// Reads `step.state` and `step.derivative`; writes `step.nextState`, `step.error` (zero if there is no error
  /// estimate), and `step.nextDerivative` with `step.knowsNextDerivative` set if that is f at the new state.
  ///
  /// - Returns: The norm of the error; NaN if something was not finite.
  /// - Throws: ``StepFailure`` when there is no new state; the driver then tries a shorter step.
  func advance<Field: VectorField>(
    _ step: inout Step, on field: Field, norm: any ErrorNorm, workspace: inout Field.Workspace,
    cache: inout Cache, statistics: inout IntegrationStatistics
  ) throws(StepFailure) -> Double

  /// Writes the dense output at `time + fraction·size` of the step just accepted, 0 ≤ fraction ≤ 1.
  ///
  /// `step.nextDerivative` is f at the new state. Not asked at the ends of the step, where the states are known.
  func interpolate<Field: VectorField>(
    _ fraction: Double, of step: Step, on field: Field, into state: inout [Double],
    workspace: inout Field.Workspace, cache: inout Cache, statistics: inout IntegrationStatistics)
}

extension Integrator {
  /// PI control.
  public var controller: StepSizeController { .proportionalIntegral }
}

/// One step from (time, state) to (time + size, nextState), with everything methods and driver share.
public struct Step: Sendable {
  /// t at the beginning.
  public internal(set) var time: Double
  /// h > 0.
  public internal(set) var size = 0.0
  /// y at the beginning.
  public internal(set) var state: [Double]
  /// f at the beginning.
  public internal(set) var derivative: [Double]
  /// y at the end.
  public var nextState: [Double]
  /// f at the end.
  public var nextDerivative: [Double]
  /// Whether `nextDerivative` is known already.
  public var knowsNextDerivative = false
  /// The estimated error of `nextState`.
  public var error: [Double]
  /// An estimate of h·|λ| for the dominant eigenvalue λ of ∂f/∂y; NaN where the method has none.
  public var stiffness = Double.nan
  /// What the driver must know of the method that tries it; a method that leaves steps to others says of which.
  public var traits: StepTraits

  /// The number the step counts since the start of the integration; caches tell by it whether they are up to date.
  public internal(set) var number = 0

  init(time: Double, state: [Double], traits: StepTraits) {
    self.time = time
    self.state = state
    self.traits = traits
    derivative = Array(repeating: 0, count: state.count)
    nextState = state
    nextDerivative = derivative
    error = derivative
  }

  /// t at the end.
  public var nextTime: Double { time + size }
}

/// Why a step gave no new state.
public enum StepFailure: Error, Equatable, Sendable {
  /// The matrix of an implicit method cannot be factorised.
  case matrix(LinearAlgebraError)
  /// The iteration for the stages did not converge; the coordinate that moved most.
  case noConvergence(coordinate: Int)
}

/// What an integration cost so far.
public struct IntegrationStatistics: Codable, Equatable, Sendable {
  /// Steps accepted.
  public var accepted = 0
  /// Steps rejected: by their error, or because they gave no admissible state.
  public var rejected = 0
  /// Evaluations of f, those for Jacobians by differences included.
  public var evaluations = 0
  /// Jacobians.
  public var jacobians = 0
  /// Factorisations.
  public var factorizations = 0
  /// Accepted steps that a stiff method has taken: all or none, unless the choice is automatic.
  public var acceptedStiff = 0
  /// Changes of an automatic choice from one method to the other.
  public var switches = 0
  /// Steps tried whose stages rounding kept from the accuracy wanted; implicit methods go on with what they have.
  public var roundingLimited = 0

  /// Nothing yet.
  public init() {}

  /// Steps tried.
  public var steps: Int { accepted + rejected }

  /// Accepted steps that an explicit method has taken.
  public var acceptedExplicit: Int { accepted - acceptedStiff }
}
