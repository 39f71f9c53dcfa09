internal import LinearAlgebra

/// The three-stage Radau IIA method, order 5, L-stable and stiffly accurate: for stiff problems at high accuracy.
///
/// The stages are the collocation equations at the nodes c. They are solved by simplified Newton iteration in
/// coordinates in which A⁻¹ is block diagonal: one real system of n equations and one of 2n. The Jacobian is kept as
/// long as the iteration converges fast, and its factors as long as the step stays as well; no step is accepted with
/// one that does not describe f (`JacobianAgreement`), be it because stiffness has ended since or because it ends
/// within the step. Where rounding keeps the stages from the accuracy wanted, the step goes on with what it has, and
/// ``IntegrationStatistics/roundingLimited`` counts it.
///
/// - Complexity: 2·n³/3 + 16·n³/3 flops for each new step size or Jacobian; three evaluations and 10·n² flops an
///   iteration, two to three of them a step. Factorisations allocate.
/// - Reference: Hairer and Wanner (1996), §IV.8, RADAU5.
public struct RadauIIA5: Integrator, Equatable {
  /// Whether Jacobians are compared with f; off only to show what happens then.
  var checksJacobian = true

  /// The method.
  public init() {}

  /// The name in the catalogue.
  public var name: String { "radau-5" }
  /// One line with the source.
  public var summary: String {
    "Radau IIA, implicit, 3 stages, order 5(3), L-stable, dense output of order 3 (Hairer and Wanner 1996)"
  }
  /// p.
  public var order: Int { 5 }
  /// The embedded order and one.
  public var errorExponent: Int { 4 }
  /// The order of the dense output.
  public var denseOrder: Int { 3 }
  /// L-stable.
  public var isStiff: Bool { true }
  /// Foresees growing errors, and keeps steps that would hardly grow, and with them the factors.
  public var controller: StepSizeController {
    StepSizeController(
      errorExponents: [1, 0, 0], largestFactor: 8, deadZone: 1.2, isPredictive: true, failureFactor: 0.5)
  }

  /// The Jacobian is kept if the iteration contracts at least so fast.
  static let goodContraction = 1e-2

  /// The stages of the last attempt, the ones before, and the matrices.
  public struct Cache: Sendable {
    /// Z: the states of the stages minus the state at the beginning.
    var increments: [[Double]]
    /// Z of the step before, for the first guess.
    var previousIncrements: [[Double]]
    /// h of the attempt whose increments these are; 0 if there was none.
    var size = 0.0
    var previousSize = 0.0
    /// The step these belong to.
    var number = -1
    var isRetry = false
    /// ΔZ: what the last iteration changed.
    var changes: [[Double]]
    /// That of the iteration before.
    var previousChanges: [[Double]]
    /// f − A⁻¹Z/h at the stages.
    var residuals: [[Double]]
    /// W: the increments in the coordinates of the blocks.
    var transformed: [[Double]]
    /// f at the stages.
    var derivatives: [[Double]]
    var argument: [Double]
    var real: [Double]
    var complex: [Double]
    var jacobian: Matrix
    /// The step whose Jacobian this is.
    var jacobianOf = -1
    /// How fast the last iteration contracted.
    var contraction = Double.infinity
    var realMatrix: Matrix
    var complexMatrix: Matrix
    var factors: Factors?
  }

  /// The factors of the two systems.
  struct Factors: Sendable {
    let size: Double
    let real: LU
    let complex: LU
  }

  /// Makes the buffers for `dimension` coordinates.
  public func makeCache(dimension n: Int) -> Cache {
    let zeros = Array(repeating: 0.0, count: n)
    let three = Array(repeating: zeros, count: 3)
    let square = Matrix(rows: n, columns: n)
    return Cache(
      increments: three, previousIncrements: three, changes: three, previousChanges: three, residuals: three,
      transformed: three, derivatives: three, argument: zeros, real: zeros,
      complex: Array(repeating: 0, count: 2 * n), jacobian: square,
      realMatrix: square, complexMatrix: Matrix(rows: 2 * n, columns: 2 * n))
  }

  /// Takes one step.
  public func advance<Field: VectorField>(
    _ step: inout Step, on field: Field, norm: any ErrorNorm, workspace: inout Field.Workspace,
    cache: inout Cache, statistics: inout IntegrationStatistics
  ) throws(StepFailure) -> Double {
    begin(step, &cache)
    if cache.jacobianOf < 0 { differentiate(step, field, norm, &workspace, &cache, &statistics) }
    while true {
      if cache.factors?.size != step.size { try factorize(step.size, &cache, &statistics) }
      guard let factors = cache.factors else { preconditionFailure("the matrices are factorised") }
      guess(step, &cache)
      let stuck = iterate(step, factors, field, norm, &workspace, &cache, &statistics)
      guard let stuck else { break }
      // An old Jacobian is the first suspect; a fresh one leaves the step.
      guard cache.jacobianOf != step.number else {
        cache.size = 0
        throw .noConvergence(coordinate: stuck)
      }
      differentiate(step, field, norm, &workspace, &cache, &statistics)
    }
    cache.size = step.size
    step.nextState.assign(step.state)
    step.nextState.add(1, times: cache.increments[2])
    guard let factors = cache.factors else { preconditionFailure("the matrices are factorised") }
    return estimate(&step, factors, field, norm, &workspace, &cache, &statistics)
  }

  /// Notes whether the step is a new one: then the increments are those of the step accepted before.
  private func begin(_ step: Step, _ cache: inout Cache) {
    cache.isRetry = cache.number == step.number
    guard !cache.isRetry else { return }
    swap(&cache.increments, &cache.previousIncrements)
    // Of the step before, unless another method took that.
    cache.previousSize = cache.number == step.number - 1 ? cache.size : 0
    cache.number = step.number
    if cache.contraction > Self.goodContraction { cache.jacobianOf = -1 }
  }

  private func differentiate<Field: VectorField>(
    _ step: Step, _ field: Field, _ norm: any ErrorNorm, _ workspace: inout Field.Workspace,
    _ cache: inout Cache, _ statistics: inout IntegrationStatistics
  ) {
    statistics.evaluations +=
      DifferenceQuotients(norm, stepSize: step.size).jacobian(
        of: field, at: step.time, step.state, derivative: step.derivative, into: &cache.jacobian,
        workspace: &workspace
      ).evaluations
    statistics.jacobians += 1
    cache.jacobianOf = step.number
    cache.factors = nil
  }

  /// (μ/h)I − J for the real eigenvalue μ of A⁻¹, and the same for the pair of complex ones as a real system.
  private func factorize(
    _ h: Double, _ cache: inout Cache, _ statistics: inout IntegrationStatistics
  ) throws(StepFailure) {
    let (n, blocks) = (cache.jacobian.rows, RadauTransformation.blocks)
    for j in 0..<n {
      for i in 0..<n {
        let element = -cache.jacobian.storage[i + j * n]
        let diagonal = i == j ? 1 / h : 0
        cache.realMatrix.storage[i + j * n] = element + blocks[0][0] * diagonal
        cache.complexMatrix.storage[i + j * 2 * n] = element + blocks[1][1] * diagonal
        cache.complexMatrix.storage[i + (n + j) * 2 * n] = blocks[1][2] * diagonal
        cache.complexMatrix.storage[n + i + j * 2 * n] = blocks[2][1] * diagonal
        cache.complexMatrix.storage[n + i + (n + j) * 2 * n] = element + blocks[2][2] * diagonal
      }
    }
    cache.factors = nil
    do {
      cache.factors = Factors(
        size: h, real: try LU(cache.realMatrix), complex: try LU(cache.complexMatrix))
    } catch { throw .matrix(error) }
    statistics.factorizations += 1
  }

  /// The filtered difference to an embedded method of order 3.
  private func estimate<Field: VectorField>(
    _ step: inout Step, _ factors: Factors, _ field: Field, _ norm: any ErrorNorm,
    _ workspace: inout Field.Workspace, _ cache: inout Cache, _ statistics: inout IntegrationStatistics
  ) -> Double {
    cache.argument.clear()
    for i in 0..<3 {
      cache.argument.add(RadauStages.errorWeights[i] / step.size, times: cache.increments[i])
    }
    step.error.assign(cache.argument)
    step.error.add(1, times: step.derivative)
    factors.real.solve(into: &step.error)
    let error = norm.norm(of: step.error, from: step.state, to: step.nextState)
    guard !(error <= 1), step.number <= 1 || cache.isRetry else { return error }
    // Filtered twice where the first estimate may be far too large: in the first step and after a rejection.
    cache.real.assign(step.state)
    cache.real.add(1, times: step.error)
    field.evaluate(at: step.time, cache.real, into: &step.error, workspace: &workspace)
    statistics.evaluations += 1
    step.error.add(1, times: cache.argument)
    factors.real.solve(into: &step.error)
    return norm.norm(of: step.error, from: step.state, to: step.nextState)
  }

  /// Writes the collocation polynomial.
  public func interpolate<Field: VectorField>(
    _ fraction: Double, of step: Step, on field: Field, into state: inout [Double],
    workspace: inout Field.Workspace, cache: inout Cache, statistics: inout IntegrationStatistics
  ) {
    state.assign(step.state)
    for j in 0..<3 {
      state.add(RadauStages.basis(j + 1, at: fraction), times: cache.increments[j])
    }
  }
}
