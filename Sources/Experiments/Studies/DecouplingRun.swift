internal import Dynamics
internal import Foundation
internal import LinearAlgebra

/// The coupled and the decoupled flow of one problem from uniform attention, and what is between them.
package struct DecouplingRun: Codable, Sendable {
  /// The losses of both dynamics.
  package struct Losses: Codable, Sendable {
    package var coupled = 0.0
    package var decoupled = 0.0
  }

  package let family: DecouplingKeys.Family
  /// ε, or d.
  package let parameter: Double
  package let outputs: Int
  package let seed: UInt64
  package let defect: Double
  /// max over time, samples and pairs of tokens of the gap between log-ratios.
  package private(set) var gap = 0.0
  /// The first time of that.
  package private(set) var gapTime = 0.0
  /// The sample.
  package private(set) var gapSample = 0
  /// max over time of |L' − L| over the initial loss.
  package private(set) var lossGap = 0.0
  /// The gap between log-ratios at the last time.
  package private(set) var finalGap = 0.0
  /// L'/L₀ and L/L₀ at the last time.
  package private(set) var finalLosses = Losses()
  /// The state at each time of the grid: z, then δ.
  package private(set) var states: [[Double]] = []
  package private(set) var steps = 0

  /// Integrates both together, δ as a state of its own (``CouplingGap``).
  package init(_ problem: DecouplingProblem, seed: UInt64, _ spec: DecouplingStudy.Spec) throws {
    family = problem.keys.family
    parameter = problem.keys.parameter
    outputs = problem.losses.outputs
    self.seed = seed
    defect = problem.keys.defect
    let field = CouplingGap(problem.losses, excess: problem.keys.excess)
    let count = problem.losses.dimension
    // δ is controlled relative to the size it will have.
    let scale = min(1, max(defect, 1e-290))
    let tolerances = Tolerances(
      relative: 0,
      absolute: Array(repeating: spec.tolerance, count: count)
        + Array(repeating: spec.tolerance * scale, count: count),
      combination: .maximum)
    var integration = Integration(
      of: field, from: Array(repeating: 0, count: 2 * count), with: ExplicitRungeKutta(.tsitouras5),
      IntegrationOptions(tolerances, maximumSteps: 10_000_000))
    let initialLoss = field.gap(at: integration.state).loss
    for time in spec.times {
      while integration.time < time {
        try integration.step(notBeyond: time)
        let now = field.gap(at: integration.state)
        if now.logRatio > gap { (gap, gapTime, gapSample) = (now.logRatio, integration.time, now.sample) }
        lossGap = max(lossGap, abs(now.lossChange) / initialLoss)
        finalGap = now.logRatio
        finalLosses = Losses(
          coupled: (now.loss + now.lossChange) / initialLoss, decoupled: now.loss / initialLoss)
      }
      states.append(integration.state)
    }
    steps = integration.statistics.accepted
  }

  /// Takes the trajectories away, where only their summary is wanted.
  func withoutStates() -> DecouplingRun {
    var run = self
    run.states = []
    return run
  }
}
