internal import Attention
internal import Dynamics
internal import Foundation
internal import LinearAlgebra
internal import Objectives
internal import Randomness

/// What must agree whatever the keys: the p-flow and the attention flow; and for orthonormal keys the p-flow and the
/// decoupled flow, integrated by another method in other coordinates.
package struct DecouplingIdentity: Codable, Sendable {
  package let family: DecouplingKeys.Family
  package let parameter: Double
  package let outputs: Int
  package let seed: UInt64
  package let defect: Double
  /// max |N·K∇_pL − KKᵀF|/max|KKᵀF| at random prompts: the identity itself.
  package let rateDeviation: Double
  /// max over time of the log-ratio gap between K p(t) and z(t), in tolerances.
  package let flowDeviation: Double
  /// The gap between flows integrated apart, against that integrated as a state: the largest distance, in tolerances.
  package let gapDeviation: Double
  /// max over time of the log-ratio gap between p-flow and decoupled flow, in tolerances.
  package let decoupledGap: Double

  package init(_ problem: DecouplingProblem, seed: UInt64, _ spec: DecouplingStudy.Spec) throws {
    family = problem.keys.family
    parameter = problem.keys.parameter
    outputs = problem.losses.outputs
    self.seed = seed
    defect = problem.keys.defect
    rateDeviation = try Self.rateDeviation(problem, seed)

    let tolerances = Tolerances(relative: 0, absolute: spec.tolerance, combination: .maximum)
    let options = IntegrationOptions(tolerances, saving: .times(spec.times), maximumSteps: 10_000_000)
    let method = ExplicitRungeKutta(.dormandPrince5)
    let (n, count) = (problem.losses.tokens, problem.losses.dimension)
    let last = spec.times.last ?? 0
    // The p-flow of the lab's loss; its mean over samples makes time run N times slower.
    let loss = try problem.promptLoss()
    let prompts = InitialValueProblem(
      GradientFlow(of: loss, speed: Double(loss.sampleCount)),
      from: Array(repeating: 0, count: loss.dimension), to: last
    ).solve(with: method, options)
    if let failure = prompts.failure { throw failure }
    let d = problem.keys.keys.columns
    let coupled = prompts.states.map { problem.keys.keys * Array($0[..<d]) }

    let attention = InitialValueProblem(
      AttentionFlow(problem.losses, excess: problem.keys.excess), from: Array(repeating: 0, count: count),
      to: last
    ).solve(with: method, options)
    if let failure = attention.failure { throw failure }
    flowDeviation =
      zip(coupled, attention.states).map { Self.gap($0, $1, n) }.max().map { $0 / spec.tolerance } ?? .nan

    let decoupled = try Self.decoupled(problem, spec)
    let gaps = zip(coupled, decoupled).map { Self.gap($0, $1, n) }
    decoupledGap = gaps.max().map { $0 / spec.tolerance } ?? .nan
    let joint = try DecouplingRun(problem, seed: seed, spec)
    let zero = Array(repeating: 0.0, count: count)
    gapDeviation =
      zip(gaps, joint.states).map { abs($0 - Self.gap(Array($1[count...]), zero, n)) }.max()
      .map { $0 / spec.tolerance } ?? .nan
  }

  private static func rateDeviation(_ problem: DecouplingProblem, _ seed: UInt64) throws -> Double {
    let loss = try problem.promptLoss()
    let d = problem.keys.keys.columns
    let field = AttentionFlow(problem.losses, excess: problem.keys.excess)
    var workspace = field.makeWorkspace()
    var rates = [Double](repeating: 0, count: field.dimension)
    var stream = RandomStream(seed: seed, name: "decoupling prompts")
    var largest = 0.0
    for _ in 0..<5 {
      let prompt = stream.normals(d, scale: 2)
      let gradient = loss.valueAndGradient(
        at: prompt + Array(repeating: 0, count: loss.dimension - d)
      ).gradient
      let seen = problem.keys.keys * gradient[..<d].map { -Double(loss.sampleCount) * $0 }
      field.evaluate(at: 0, problem.keys.keys * prompt, into: &rates, workspace: &workspace)
      let distance = zip(seen, rates).map { $0 - $1 }.maximumMagnitude
      largest = max(largest, distance / rates.maximumMagnitude)
    }
    return largest
  }

  /// log x of the decoupled flow at each time, sample by sample by Radau's method in log-ratios.
  private static func decoupled(_ problem: DecouplingProblem, _ spec: DecouplingStudy.Spec) throws
    -> [[Double]]
  {
    var states = Array(repeating: [Double](), count: spec.times.count)
    for i in 0..<problem.losses.sampleCount {
      let flow = SimplexFlow(
        .gradient, .quadraticLoss(logTarget: problem.logTargets[i], hessian: problem.hessians[i]))
      var integration = SimplexIntegration(
        flow, fromLogits: Array(repeating: 0, count: problem.losses.tokens),
        options: SimplexIntegration.Options(tolerance: spec.tolerance))
      for (k, time) in spec.times.enumerated() {
        try integration.advance(to: time)
        states[k] += integration.state.logWeights(on: flow)
      }
    }
    return states
  }

  /// The largest |log(x_a/x_b) − log(x'_a/x'_b)| of logits of all samples.
  private static func gap(_ one: [Double], _ other: [Double], _ tokens: Int) -> Double {
    var largest = 0.0
    for first in stride(from: 0, to: one.count, by: tokens) {
      let differences = (first..<first + tokens).map { one[$0] - other[$0] }
      largest = max(largest, (differences.max() ?? .nan) - (differences.min() ?? .nan))
    }
    return largest
  }
}
