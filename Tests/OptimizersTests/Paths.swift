import LinearAlgebra
import Objectives
import Optimizers

/// The points a rule comes to from `start` when it is given these gradients, whatever the point.
func path<Rule: Optimizer>(
  _ rule: Rule, from start: [Double]? = nil, gradients: [[Double]], losses: [Double]? = nil
) -> [[Double]] {
  var parameters = start ?? Array(repeating: 0, count: gradients[0].count)
  var state = rule.makeState(dimension: parameters.count)
  return gradients.indices.map { k in
    let evaluation = Evaluation(loss: losses?[k] ?? 0, gradient: gradients[k])
    rule.step(&parameters, evaluation, state: &state)
    return parameters
  }
}

/// The points a rule comes to on an objective.
func path(
  _ rule: any Optimizer, on objective: some TwiceDifferentiable, from start: [Double], steps: Int
) -> [[Double]] {
  var run = OptimizerRun(AnyOptimizer(rule), dimension: start.count)
  var parameters = start
  return (0..<steps).map { _ in
    let (loss, gradient) = objective.valueAndGradient(at: parameters)
    run.step(
      &parameters,
      Evaluation(loss: loss, gradient: gradient) { objective.gaussNewtonFactor(at: $0) })
    return parameters
  }
}

/// A rule with some of its hyperparameters changed.
func with<Rule: Optimizer>(_ rule: Rule, _ change: (inout Rule) -> Void) -> Rule {
  var changed = rule
  change(&changed)
  return changed
}

/// The largest difference of two paths, relative to the largest coordinate of either.
func distance(_ a: [[Double]], _ b: [[Double]]) -> Double {
  let (a, b) = (Array(a.joined()), Array(b.joined()))
  guard a.count == b.count else { return .infinity }
  let difference = zip(a, b).map { $0 - $1 }.maximumMagnitude
  return difference == 0 ? 0 : difference / max(a.maximumMagnitude, b.maximumMagnitude)
}

/// a − b.
func difference(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }

/// An ill-conditioned quadratic whose eigenvectors are no coordinate axes.
let tiltedQuadratic = Quadratic(
  spectrum: [0.1, 1, 3, 10], reflectedAlong: [1, -2, 0.5, 3], minimizer: [1, 0, -1, 2])

/// A start in general position for it.
let tiltedStart = [0.3, -1.2, 0.7, 1.1]

/// Gradients without a pattern.
let roughGradients: [[Double]] = [
  [1, -2, 0.5], [-0.25, 3, 0.125], [4, 0, -1], [0.5, -0.5, 2], [-1, -1, 1], [0, 2, -3],
]
