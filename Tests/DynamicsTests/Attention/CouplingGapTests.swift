import Foundation
import LinearAlgebra
import Testing

@testable import Dynamics

@Suite struct CouplingGapTests {
  private let losses = AttentionSamples.losses
  private let start = AttentionSamples.logits

  private func scaled(_ factor: Double) -> Matrix {
    let excess = AttentionSamples.excess
    return Matrix(rows: excess.rows, columns: excess.columns, storage: excess.storage.map { factor * $0 })
  }

  /// δ at time 2, by the joint flow.
  private func gap(_ excess: Matrix, tolerance: Double) -> [Double] {
    let field = CouplingGap(losses, excess: excess)
    let scale = excess.maximumMagnitude
    let tolerances = Tolerances(
      relative: 0,
      absolute: Array(repeating: tolerance, count: 12) + Array(repeating: tolerance * scale, count: 12),
      combination: .maximum)
    let solution = InitialValueProblem(field, from: start + Array(repeating: 0, count: 12), to: 2)
      .solve(with: ExplicitRungeKutta(.tsitouras5), IntegrationOptions(tolerances))
    #expect(solution.outcome == .completed)
    return Array(solution.finalState[12...])
  }

  private func end(_ flow: AttentionFlow) -> [Double] {
    InitialValueProblem(flow, from: start, to: 2)
      .solve(
        with: ExplicitRungeKutta(.dormandPrince5),
        IntegrationOptions(Tolerances(relative: 0, absolute: 1e-11))
      ).finalState
  }

  /// The gap is that between two flows integrated apart.
  @Test func gapIsADifference() {
    let joint = gap(AttentionSamples.excess, tolerance: 1e-11)
    let apart = zip(end(AttentionFlow(losses, excess: AttentionSamples.excess)), end(AttentionFlow(losses)))
      .map { $0 - $1 }
    #expect(joint.maximumMagnitude > 0.01)
    for (a, b) in zip(joint, apart) { #expect(abs(a - b) < 1e-8) }
  }

  /// A defect of 1e-100 opens 1e-100 times the derivative of the gap, which central differences give.
  @Test func tinyGapsAreLinear() {
    let tiny = gap(scaled(1e-100), tolerance: 1e-10).map { $0 / 1e-100 }
    let (above, below) = (gap(scaled(1e-4), tolerance: 1e-11), gap(scaled(-1e-4), tolerance: 1e-11))
    for k in tiny.indices { #expect(abs(tiny[k] - (above[k] - below[k]) / 2e-4) < 1e-6) }
  }

  /// No excess, no gap, to the bit.
  @Test func orthonormalKeys() {
    #expect(gap(scaled(0), tolerance: 1e-8).allSatisfy { $0 == 0 })
  }

  /// The measure: the widest range of a sample's δ, and the change of the loss.
  @Test func measure() {
    let field = CouplingGap(losses, excess: AttentionSamples.excess)
    var delta = [Double](repeating: 0.7, count: 12)
    delta[5] = 0.2
    delta[7] = 1
    let gap = field.gap(at: start + delta)
    #expect(abs(gap.logRatio - 0.8) < 1e-15 && gap.sample == 1)
    let flow = AttentionFlow(losses)
    #expect(gap.loss == flow.loss(at: start))
    #expect(abs(gap.loss + gap.lossChange - flow.loss(at: zip(start, delta).map { $0 + $1 })) < 1e-14)
  }
}
