internal import Foundation
internal import LinearAlgebra

/// A Rosenbrock pair: a tableau, and the step every tableau takes.
///
/// Linearly implicit: each stage solves one linear system with the same matrix I/(hγ) − J, and nothing is iterated. The
/// Jacobian must be good, or the order is lost; it is computed once a step and kept when the step is rejected.
///
/// Where stiffness ends within a step the Jacobian is that of the beginning, and all increments, the error estimate
/// too, are tiny by it. Methods whose last two stages are at t + h notice (`JacobianAgreement`): f between these
/// stages must do what the Jacobian says, or the error is estimated without it. What happens between the stages no
/// method sees: a stretch that is over before t + h may count or not.
///
/// - Complexity: A step costs one Jacobian, 2·n³/3 flops for its factorisation, and an evaluation and 2·n² flops a
///   stage; the factorisation allocates.
/// - Reference: Hairer and Wanner (1996), §IV.7.
public struct Rosenbrock: Integrator, Equatable {
  /// The coefficients.
  public let tableau: RosenbrockTableau
  /// Whether Jacobians are compared with f; off only to show what happens then.
  var checksJacobian = true

  /// The method of a tableau.
  public init(_ tableau: RosenbrockTableau) { self.tableau = tableau }

  /// The name in the catalogue.
  public var name: String { tableau.name }
  /// One line with the source.
  public var summary: String { tableau.summary }
  /// p.
  public var order: Int { tableau.order }
  /// The embedded order and one.
  public var errorExponent: Int { tableau.embeddedOrder + 1 }
  /// The order of the dense output.
  public var denseOrder: Int { tableau.denseOrder }
  /// L-stable.
  public var isStiff: Bool { true }

  /// The stages of the last step, and the Jacobian at its beginning.
  public struct Cache: Sendable {
    var increments: [[Double]]
    var argument: [Double]
    var derivative: [Double]
    /// f at the last two stages.
    var lastDerivatives: [[Double]]
    var timeDerivative: [Double]
    var jacobian: Matrix
    var matrix: Matrix
    /// The step whose Jacobian this is.
    var jacobianOf = -1
  }

  /// Makes the buffers for `dimension` coordinates.
  public func makeCache(dimension: Int) -> Cache {
    let zeros = Array(repeating: 0.0, count: dimension)
    let square = Matrix(rows: dimension, columns: dimension)
    return Cache(
      increments: Array(repeating: zeros, count: tableau.weights.count), argument: zeros,
      derivative: zeros, lastDerivatives: [zeros, zeros], timeDerivative: zeros, jacobian: square,
      matrix: square)
  }

  /// Takes one step.
  public func advance<Field: VectorField>(
    _ step: inout Step, on field: Field, norm: any ErrorNorm, workspace: inout Field.Workspace,
    cache: inout Cache, statistics: inout IntegrationStatistics
  ) throws(StepFailure) -> Double {
    if cache.jacobianOf != step.number {
      differentiate(step, field, norm, &workspace, &cache, &statistics)
    }
    let (h, n) = (step.size, step.state.count)
    for k in cache.matrix.storage.indices { cache.matrix.storage[k] = -cache.jacobian.storage[k] }
    for i in 0..<n { cache.matrix.storage[i * (n + 1)] += 1 / (h * tableau.diagonal) }
    let factors: LU
    do { factors = try LU(cache.matrix) } catch { throw .matrix(error) }
    statistics.factorizations += 1
    for i in tableau.weights.indices {
      if i == 0 {
        cache.derivative.assign(step.derivative)
      } else {
        cache.argument.assign(step.state)
        Self.add(tableau.stages[i], 1, cache.increments, to: &cache.argument)
        field.evaluate(
          at: step.time + tableau.nodes[i] * h, cache.argument, into: &cache.derivative,
          workspace: &workspace)
        statistics.evaluations += 1
        let place = i - (tableau.weights.count - 2)
        if place >= 0 { cache.lastDerivatives[place].assign(cache.derivative) }
        Self.add(tableau.couplings[i], 1 / h, cache.increments, to: &cache.derivative)
      }
      if !field.isAutonomous {
        cache.derivative.add(h * tableau.timeWeights[i], times: cache.timeDerivative)
      }
      factors.solve(into: &cache.derivative)
      swap(&cache.increments[i], &cache.derivative)
    }
    step.nextState.assign(step.state)
    Self.add(tableau.weights, 1, cache.increments, to: &step.nextState)
    step.error.clear()
    Self.add(tableau.errorWeights, 1, cache.increments, to: &step.error)
    let error = norm.norm(of: step.error, from: step.state, to: step.nextState)
    guard error <= 1, checksJacobian, tableau.endsTwice, doubt(&step, cache) else { return error }
    return norm.norm(of: step.error, from: step.state, to: step.nextState)
  }

  /// Replaces the error of coordinates whose row of the Jacobian does not describe f between the last two stages;
  /// whether there are any.
  ///
  /// Were that row of the Jacobian zero, the last increment would be the defect times hγ.
  private func doubt(_ step: inout Step, _ cache: Cache) -> Bool {
    let (last, h) = (tableau.weights.count - 1, step.size)
    let change = cache.increments[last - 1]
    var isDoubted = false
    for k in step.state.indices {
      var defect = cache.lastDerivatives[1][k] - cache.lastDerivatives[0][k]
      for l in step.state.indices { defect -= cache.jacobian[k, l] * change[l] }
      let unfiltered = h * tableau.diagonal * abs(defect)
      guard unfiltered > abs(step.error[k]) else { continue }
      let agreement = JacobianAgreement.ofRow(
        k, of: cache.jacobian, defect: defect, along: change, then: cache.increments[last][k],
        at: cache.argument, plus: change, derivative: cache.lastDerivatives[1][k])
      if agreement == .disagrees { (step.error[k], isDoubted) = (unfiltered, true) }
    }
    return isDoubted
  }

  private func differentiate<Field: VectorField>(
    _ step: Step, _ field: Field, _ norm: any ErrorNorm, _ workspace: inout Field.Workspace,
    _ cache: inout Cache, _ statistics: inout IntegrationStatistics
  ) {
    let differences = DifferenceQuotients(norm, stepSize: step.size)
    statistics.evaluations +=
      differences.jacobian(
        of: field, at: step.time, step.state, derivative: step.derivative, into: &cache.jacobian,
        workspace: &workspace
      ).evaluations
    statistics.jacobians += 1
    if !field.isAutonomous {
      statistics.evaluations += differences.timeDerivative(
        of: field, at: step.time, step.state, derivative: step.derivative, into: &cache.timeDerivative,
        workspace: &workspace)
    }
    cache.jacobianOf = step.number
  }

  /// Writes the dense output.
  public func interpolate<Field: VectorField>(
    _ fraction: Double, of step: Step, on field: Field, into state: inout [Double],
    workspace: inout Field.Workspace, cache: inout Cache, statistics: inout IntegrationStatistics
  ) {
    state.assign(step.state)
    for (i, polynomial) in tableau.interpolation.enumerated() {
      var weight = 0.0
      for coefficient in polynomial.reversed() { weight = (weight + coefficient) * fraction }
      state.add(weight, times: cache.increments[i])
    }
  }

  /// target += scale·Σ cᵢ uᵢ.
  private static func add(
    _ coefficients: [Double], _ scale: Double, _ increments: [[Double]], to target: inout [Double]
  ) {
    for i in coefficients.indices where coefficients[i] != 0 {
      target.add(scale * coefficients[i], times: increments[i])
    }
  }
}
