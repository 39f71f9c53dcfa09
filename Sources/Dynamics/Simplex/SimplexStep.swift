internal import Foundation
internal import LinearAlgebra

/// One step of Radau IIA for M(x)·v̇ = −P∇L̃, solved for the log-ratios at its stages.
///
/// With Z_j the increments of the log-ratios the stage equations are
///
///     M(x_i)·Σ_j (A⁻¹)_ij Z_j + h_i·P∇L̃(x_i) = 0,        h_i the step in the clock's variable times dt at the stage.
///
/// Rows are differences to the closing coordinate's row and scaled by the weights, so that every term has the size of
/// a log-ratio: the matrix is graded and is equilibrated by rows before the LU factorisation.
///
/// - Complexity: 18·n³ flops an iteration of Newton's method, of which a step takes two or three.
struct SimplexStep {
  let flow: SimplexFlow
  /// Iterations of Newton's method and evaluations of the force so far.
  var iterations = 0
  var evaluations = 0

  private let curvature: Matrix?
  private var others: [Int] = []
  private var closing = -1
  /// With a target B_ab − B_am − B_mb + B_mm, otherwise B_ab − B_mb; n × n in the coordinates' own indices.
  private var differences: Matrix

  init(_ flow: SimplexFlow) {
    self.flow = flow
    curvature = flow.descentJacobian
    differences = Matrix(rows: flow.count, columns: flow.count)
  }

  /// What a step that succeeded leaves.
  struct Result {
    /// The states at the three nodes; the last is the new state.
    let stages: [SimplexState]
    /// The estimated error of each log-ratio but the closing one's.
    let errors: [Double]
  }

  /// A step from `start` with dt_i = `weights[i]` at its stages and `startWeight` at its start.
  ///
  /// - Parameter guess: The log-ratios at the stages to begin with.
  /// - Returns: Nil if Newton's method does not converge.
  mutating func take(
    from start: SimplexState, weights h: [Double], startWeight: Double, guess: [[Double]]
  ) -> Result? {
    prepare(start.closing)
    let size = others.count
    var stages = guess.map { logRatios in
      var stage = start
      stage.logRatios = logRatios
      return stage
    }
    var previous = Double.infinity
    for iteration in 0..<Self.iterationLimit {
      for i in 0..<3 where !stages[i].close(flow) { return nil }
      iterations += 1
      guard let change = correction(stages, start, h) else { return nil }
      let largest = change.reduce(0) { max($0, abs($1)) }
      guard largest.isFinite else { return nil }
      let isSmall = isNegligible(change, at: stages)
      let damping = damping(change, at: stages)
      for i in 0..<3 {
        for (a, index) in others.enumerated() { stages[i].logRatios[index] += damping * change[i * size + a] }
      }
      if isSmall {
        for i in 0..<3 where !stages[i].close(flow) { return nil }
        guard let errors = errorEstimate(stages, start, startWeight) else { return nil }
        return Result(stages: stages, errors: errors)
      }
      // A correction that no longer shrinks, once damping is over, will not arrive.
      if iteration > 4, damping == 1, largest > 0.5 * previous { return nil }
      previous = largest
    }
    return nil
  }

  private static let iterationLimit = 30
  /// Newton's method converges quadratically: what is left after a correction of 1e-9 is far below rounding.
  private static let convergence = 1e-9

  /// The share of a correction that changes no log-ratio by more than two, or by half of it beyond the range of
  /// weights, where nothing curves.
  private func damping(_ change: [Double], at stages: [SimplexState]) -> Double {
    let size = others.count
    var damping = 1.0
    for i in 0..<3 {
      for (a, index) in others.enumerated() {
        let logRatio = abs(stages[i].logRatios[index])
        let largest = SimplexState.isBeyondWeights(logRatio) ? 0.5 * logRatio : 2
        damping = min(damping, largest / max(abs(change[i * size + a]), 1e-300))
      }
    }
    return damping
  }

  /// Whether no log-ratio is corrected by more than what is left is allowed to be, or than rounding makes of it.
  private func isNegligible(_ change: [Double], at stages: [SimplexState]) -> Bool {
    let size = others.count
    return (0..<3).allSatisfy { i in
      others.indices.allSatisfy { a in
        let rounding = SimplexState.rounding(ofLogRatio: stages[i].logRatios[others[a]])
        return abs(change[i * size + a]) < max(Self.convergence, rounding)
      }
    }
  }

  private mutating func prepare(_ m: Int) {
    guard m != closing else { return }
    closing = m
    others = (0..<flow.count).filter { $0 != m }
    guard let curvature else { return }
    for b in 0..<flow.count {
      for a in 0..<flow.count {
        let exchange = flow.hasTarget ? curvature[a, m] - curvature[m, m] : 0
        differences[a, b] = (curvature[a, b] - curvature[m, b]) - exchange
      }
    }
  }

  /// One correction of Newton's method to the log-ratios at the stages; nil if the matrix is singular.
  private mutating func correction(_ stages: [SimplexState], _ start: SimplexState, _ h: [Double])
    -> [Double]?
  {
    let size = others.count
    var residual = [Double](repeating: 0, count: 3 * size)
    var matrix = Matrix(rows: 3 * size, columns: 3 * size)
    for i in 0..<3 {
      var motion = [Double](repeating: 0, count: flow.count)
      for j in 0..<3 {
        for a in 0..<flow.count {
          motion[a] += RadauStages.inverse[i][j] * (stages[j].logRatios[a] - start.logRatios[a])
        }
      }
      let block = rows(stages[i], motion, h[i])
      for a in 0..<size { residual[i * size + a] = -block[a] }
      for j in 0..<3 {
        write(
          RadauStages.inverse[i][j], stages[i], stages[j], motion, i == j ? h[i] : nil, into: &matrix,
          i * size, j * size)
      }
    }
    return solve(&matrix, residual)
  }

  /// M(x)·motion + h·P∇L̃ as differences to the closing row, scaled by the weights for the gradient's M.
  private mutating func rows(_ state: SimplexState, _ motion: [Double], _ h: Double) -> [Double] {
    evaluations += 1
    let m = closing
    let force = flow.descent(state)
    switch flow.geometry {
    case .replicator:
      return others.map { a in (motion[a] - motion[m]) + h * (force[a] - force[m]) }
    case .gradient:
      let mean = motion.reduce(0, +) / Double(flow.count)
      return others.map { a in
        let x = state.weights[a]
        return (motion[a] - mean) - (motion[m] - mean) * (x / state.weights[m])
          + h * x * (force[a] - force[m])
      }
    }
  }

  /// The derivative of ``rows(_:_:_:)`` at stage i by the log-ratios at stage j; `h` is nil off the diagonal.
  ///
  /// With a target a log-ratio takes its weight from the closing coordinate, δw_m = −(x_b/x_m)·δw_b; without one
  /// from all of them, δx = J·δw.
  private func write(
    _ coefficient: Double, _ row: SimplexState, _ column: SimplexState, _ motion: [Double], _ h: Double?,
    into matrix: inout Matrix, _ top: Int, _ left: Int
  ) {
    let m = closing
    let n = Double(flow.count)
    let mean = motion.reduce(0, +) / n
    let means = flow.hasTarget || h == nil ? [] : differences * column.weights
    for (bIndex, b) in others.enumerated() {
      let exchange = flow.hasTarget ? column.weights[b] / column.weights[m] : 0
      let meanMotion = (1 - exchange) / n
      // −δx_m/x_m and the share of every other weight, by δw_b.
      let loss = flow.hasTarget ? exchange : column.weights[b]
      let shared = flow.hasTarget ? 0 : column.weights[b]
      for (aIndex, a) in others.enumerated() {
        let own = a == b ? 1.0 : 0
        let x = row.weights[a]
        let ratio = x / row.weights[m]
        var value: Double
        switch flow.geometry {
        case .replicator: value = coefficient * (own + exchange)
        case .gradient:
          value = coefficient * ((own - meanMotion) + ratio * (exchange + meanMotion))
          if h != nil { value -= (own - shared) * (motion[a] - mean) + ratio * loss * (motion[m] - mean) }
        }
        if let h, curvature != nil {
          let scale = flow.geometry == .gradient ? h * x : h
          value += scale * column.weights[b] * (differences[a, b] - (means.isEmpty ? 0 : means[a]))
        }
        matrix[top + aIndex, left + bIndex] = value
      }
    }
  }

  /// (M/γ + h·B)·error = −h·P∇L̃ + M·(e·Z) at the start: the embedded error, filtered so that stiff components count
  /// by what they move.
  private mutating func errorEstimate(_ stages: [SimplexState], _ start: SimplexState, _ h: Double)
    -> [Double]?
  {
    let size = others.count
    var motion = [Double](repeating: 0, count: flow.count)
    for j in 0..<3 {
      for a in 0..<flow.count {
        motion[a] -= RadauStages.errorWeights[j] * (stages[j].logRatios[a] - start.logRatios[a])
      }
    }
    let residual = rows(start, motion, h).map { -$0 }
    var matrix = Matrix(rows: size, columns: size)
    let still = [Double](repeating: 0, count: flow.count)
    write(RadauStages.realEigenvalue, start, start, still, h, into: &matrix, 0, 0)
    return solve(&matrix, residual)
  }

  private func solve(_ matrix: inout Matrix, _ rightHandSide: [Double]) -> [Double]? {
    var solution = rightHandSide
    let size = matrix.rows
    for i in 0..<size {
      var largest = 0.0
      for j in 0..<size { largest = max(largest, abs(matrix[i, j])) }
      guard largest > 0, largest.isFinite else { return nil }
      for j in 0..<size { matrix[i, j] /= largest }
      solution[i] /= largest
    }
    guard let factors = try? LU(matrix) else { return nil }
    factors.solve(into: &solution)
    return solution
  }
}
