internal import Foundation
internal import LinearAlgebra

/// The point of rest near a state: Newton's method for f = 0 that keeps to the flow.
///
///     (I/τ − J)·δ = f,     τ from the time elapsed on, tenfold after each iteration that helps
///
/// Steps of implicit Euler, then of Newton's method. Where J is singular because something is conserved, what is
/// conserved stays.
///
/// - Complexity: One Jacobian and 2·n³/3 flops an iteration, of which it takes two to five.
/// - Reference: Kelley and Keyes (1998), "Convergence analysis of pseudo-transient continuation", SIAM J. Numer.
///   Anal. 35.
struct PseudoTransient<Field: VectorField> {
  let field: Field
  let norm: any ErrorNorm
  /// The time from which on the flow has been followed, and until which.
  let start: Double
  let time: Double

  private(set) var evaluations = 0
  private(set) var jacobians = 0
  private var workspace: Field.Workspace

  init(_ field: Field, _ norm: any ErrorNorm, from start: Double, to time: Double) {
    (self.field, self.norm, self.start, self.time) = (field, norm, start, time)
    workspace = field.makeWorkspace()
  }

  /// What is left at a point.
  struct Point: Equatable {
    var state: [Double]
    var derivative: [Double]
    /// The largest residual of a coordinate.
    var residual: Double
    /// J, whether by differences, and what rounding alone may make of the residual.
    var jacobian: Matrix
    var isByDifferences = false
    var rounding = 0.0
  }

  private static var iterations: Int { 20 }

  /// The point that iteration from `state` ends at; nil if there is no Jacobian or no step.
  mutating func polish(_ state: [Double]) -> Point? {
    var derivative = state
    field.evaluate(at: time, state, into: &derivative, workspace: &workspace)
    evaluations += 1
    var best = Point(
      state: state, derivative: derivative,
      residual: SteadyState.residual(derivative, at: state, norm, elapsed: time - start).largest,
      jacobian: Matrix(rows: state.count, columns: state.count))
    guard best.residual.isFinite, differentiate(&best) else { return nil }
    var clock = time - start
    for _ in 0..<Self.iterations where best.residual > best.rounding {
      guard let next = step(from: best, clock), next.residual < 0.5 * best.residual else { break }
      best = next
      guard differentiate(&best) else { return nil }
      clock *= 10
    }
    return best
  }

  /// Fills in J; false if it is not finite.
  private mutating func differentiate(_ point: inout Point) -> Bool {
    let (cost, isExact) = DifferenceQuotients(norm, stepSize: time - start).jacobian(
      of: field, at: time, point.state, derivative: point.derivative, into: &point.jacobian,
      workspace: &workspace)
    evaluations += cost
    jacobians += 1
    point.isByDifferences = !isExact
    point.rounding = 0
    for i in point.state.indices {
      let terms = point.state.indices.reduce(0) { $0 + abs(point.jacobian[i, $1] * point.state[$1]) }
      let scale = norm.scale(i, from: point.state, to: point.state)
      if terms > 0 { point.rounding = max(point.rounding, 4 * .ulpOfOne * terms * (time - start) / scale) }
    }
    return point.jacobian.storage.allSatisfy(\.isFinite)
  }

  private mutating func step(from point: Point, _ clock: Double) -> Point? {
    var matrix = point.jacobian
    for k in matrix.storage.indices { matrix.storage[k] = -matrix.storage[k] }
    for i in point.state.indices { matrix[i, i] += 1 / clock }
    guard let factors = try? LU(matrix) else { return nil }
    var next = point
    next.state.add(1, times: factors.solve(point.derivative))
    guard next.state.allSatisfy(\.isFinite), field.inadmissibleCoordinate(at: time, next.state) == nil else {
      return nil
    }
    field.evaluate(at: time, next.state, into: &next.derivative, workspace: &workspace)
    evaluations += 1
    next.residual = SteadyState.residual(next.derivative, at: next.state, norm, elapsed: time - start).largest
    return next
  }
}
