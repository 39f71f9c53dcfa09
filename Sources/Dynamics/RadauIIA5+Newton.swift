internal import Foundation
internal import LinearAlgebra

/// The stages of a step of Radau IIA, by simplified Newton iteration.
extension RadauIIA5 {
  /// Newton iterations before a step is given up.
  private static let iterations = 7
  /// Residuals of so many units in the last place of f's terms are rounding.
  private static let roundingUnits = 4.0

  /// The collocation polynomial of the step before, continued; zero at the start.
  func guess(_ step: Step, _ cache: inout Cache) {
    for i in 0..<3 { cache.increments[i].clear() }
    if cache.previousSize > 0 {
      for i in 0..<3 {
        let theta = 1 + RadauStages.nodes[i] * step.size / cache.previousSize
        for j in 0..<3 {
          let weight = RadauStages.basis(j + 1, at: theta) - (j == 2 ? 1 : 0)
          cache.increments[i].add(weight, times: cache.previousIncrements[j])
        }
      }
    }
    RadauTransformation.apply(RadauTransformation.inverse, cache.increments, into: &cache.transformed)
  }

  /// Simplified Newton iteration; nil if it converged, otherwise the coordinate that moved most, or that of a Jacobian
  /// not to be trusted.
  ///
  /// Small changes say that the stages are right only if the Jacobian describes f. Where it does not the iteration
  /// goes on: a first guess far off is no fault of the Jacobian.
  func iterate<Field: VectorField>(
    _ step: Step, _ factors: Factors, _ field: Field, _ norm: any ErrorNorm,
    _ workspace: inout Field.Workspace, _ cache: inout Cache, _ statistics: inout IntegrationStatistics
  ) -> Int? {
    let (n, h) = (step.state.count, step.size)
    let (inverse, blocks) = (RadauTransformation.inverse, RadauTransformation.blocks)
    let relative = max(norm.relativeTolerance, 1e-14)
    let tolerance = max(10 * Double.ulpOfOne / relative, min(0.03, relative.squareRoot()))
    var previous = 0.0
    cache.contraction = .infinity
    for iteration in 0..<Self.iterations {
      for i in 0..<3 {
        cache.argument.assign(step.state)
        cache.argument.add(1, times: cache.increments[i])
        field.evaluate(
          at: step.time + RadauStages.nodes[i] * h, cache.argument, into: &cache.derivatives[i],
          workspace: &workspace)
      }
      statistics.evaluations += 3
      for k in 0..<n {
        let f = (cache.derivatives[0][k], cache.derivatives[1][k], cache.derivatives[2][k])
        let w = (cache.transformed[0][k], cache.transformed[1][k], cache.transformed[2][k])
        func row(_ i: Int) -> Double { inverse[i][0] * f.0 + inverse[i][1] * f.1 + inverse[i][2] * f.2 }
        cache.real[k] = row(0) - blocks[0][0] / h * w.0
        cache.complex[k] = row(1) - (blocks[1][1] * w.1 + blocks[1][2] * w.2) / h
        cache.complex[n + k] = row(2) - (blocks[2][1] * w.1 + blocks[2][2] * w.2) / h
      }
      Self.stages(cache.real, cache.complex, into: &cache.residuals)
      factors.real.solve(into: &cache.real)
      factors.complex.solve(into: &cache.complex)
      swap(&cache.changes, &cache.previousChanges)
      Self.stages(cache.real, cache.complex, into: &cache.changes)
      let doubted = iteration > 0 && checksJacobian ? doubtedCoordinate(step, norm, cache) : nil
      var squares = norm.norm(of: cache.real, from: step.state, to: step.state)
      squares *= squares
      for half in 0..<2 {
        for k in 0..<n { cache.argument[k] = cache.complex[half * n + k] }
        let size = norm.norm(of: cache.argument, from: step.state, to: step.state)
        squares += size * size
      }
      let change = (squares / 3).squareRoot()
      // Written so that NaN ends the iteration.
      guard change.isFinite else {
        return norm.worstCoordinate(of: cache.real, from: step.state, to: step.state)
      }
      var contraction = Double.nan
      if iteration > 0 {
        contraction = change / previous
        let left = pow(contraction, Double(Self.iterations - iteration)) / (1 - contraction) * change
        guard contraction < 1, left <= tolerance else {
          if doubted == nil, isRounding(step, cache) {
            cache.contraction = Self.goodContraction
            statistics.roundingLimited += 1
            return nil
          }
          return doubted ?? norm.worstCoordinate(of: cache.real, from: step.state, to: step.state)
        }
      }
      cache.transformed[0].add(1, times: cache.real)
      for k in 0..<n {
        cache.transformed[1][k] += cache.complex[k]
        cache.transformed[2][k] += cache.complex[n + k]
      }
      RadauTransformation.apply(RadauTransformation.vectors, cache.transformed, into: &cache.increments)
      // Two changes say little about the ones to come if the first was nearly all of the way: no iteration is trusted
      // to go on contracting faster than this.
      let rate = iteration > 0 ? max(contraction, Self.goodContraction) : .nan
      if doubted == nil, change == 0 || rate / (1 - rate) * change < tolerance {
        // Convergence at once says that the Jacobian is good enough.
        cache.contraction = iteration <= 1 ? min(contraction, Self.goodContraction) : contraction
        if change == 0 { cache.contraction = 0 }
        return nil
      }
      previous = change
    }
    return norm.worstCoordinate(of: cache.real, from: step.state, to: step.state)
  }

  /// Whether the residual of the stages is no more than what f changes by if its arguments and terms change in their
  /// last places: then no iteration makes it smaller.
  private func isRounding(_ step: Step, _ cache: Cache) -> Bool {
    let (inverse, blocks) = (RadauTransformation.inverse, RadauTransformation.blocks)
    let unit = Self.roundingUnits * Double.ulpOfOne
    for k in step.state.indices {
      var rounding = 0.0
      for l in step.state.indices {
        let size = (0..<3).reduce(0) { max($0, abs(step.state[l] + cache.increments[$1][l])) }
        rounding += abs(cache.jacobian[k, l]) * size
      }
      for i in 0..<3 {
        var (residual, allowed) = (0.0, 0.0)
        for j in 0..<3 {
          residual +=
            inverse[i][j] * cache.derivatives[j][k] - blocks[i][j] / step.size * cache.transformed[j][k]
          allowed += abs(inverse[i][j]) * (abs(cache.derivatives[j][k]) + rounding)
          allowed += abs(blocks[i][j] / step.size * cache.transformed[j][k])
        }
        guard abs(residual) <= unit * allowed else { return false }
      }
    }
    return true
  }
}
