import Foundation
import LinearAlgebra
import Testing

@testable import Dynamics

@Suite struct AttentionFlowTests {
  /// Coupled rates are those of the prompt's gradient, ż = −K Kᵀ∂L/∂z.
  @Test func ratesAreThePrompts() {
    let losses = AttentionSamples.losses
    let keys = AttentionSamples.keys
    let flow = AttentionFlow(losses, excess: AttentionSamples.excess)
    var workspace = flow.makeWorkspace()
    var rates = [Double](repeating: 0, count: flow.dimension)
    flow.evaluate(at: 0, AttentionSamples.logits, into: &rates, workspace: &workspace)
    let gradient = keys.transposedProduct(with: workspace.forces)
    for (rate, seen) in zip(rates, keys * gradient) { #expect(abs(rate + seen) < 1e-14) }
  }

  /// Without an excess a sample moves as if it were alone, and as SimplexFlow moves it.
  @Test func decoupledFlowIsTheSimplexFlow() throws {
    let target = [0.1, 0.2, 0.3, 0.4].map { log($0) }
    let values = AttentionSamples.losses.values[0]
    let losses = AttentionLosses(values: [values], minimizedAtLogits: target)
    let solution = InitialValueProblem(AttentionFlow(losses), from: [0, 0, 0, 0], to: 5)
      .solve(
        with: ExplicitRungeKutta(.tsitouras5), IntegrationOptions(Tolerances(relative: 0, absolute: 1e-10)))
    let flow = SimplexFlow(
      .gradient, .quadraticLoss(logTarget: target, hessian: values.transposed().gram()))
    var integration = SimplexIntegration(
      flow, fromLogits: [0, 0, 0, 0], options: SimplexIntegration.Options(tolerance: 1e-10))
    try integration.advance(to: 5)
    let logs = integration.state.logWeights(on: flow)
    for a in 1..<4 {
      let ratio = solution.finalState[a] - solution.finalState[0]
      #expect(abs(ratio) > 1e-3)
      #expect(abs(ratio - (logs[a] - logs[0])) < 1e-8)
    }
  }

  /// The Jacobian is that of differences, with and without an excess.
  @Test(arguments: [true, false]) func jacobian(coupled: Bool) {
    let flow = AttentionFlow(AttentionSamples.losses, excess: coupled ? AttentionSamples.excess : nil)
    var workspace = flow.makeWorkspace()
    var rates = [Double](repeating: 0, count: flow.dimension)
    flow.evaluate(at: 0, AttentionSamples.logits, into: &rates, workspace: &workspace)
    var exact = Matrix(rows: flow.dimension, columns: flow.dimension)
    var differences = exact
    _ = flow.jacobian(
      at: 0, AttentionSamples.logits, derivative: rates, into: &exact, workspace: &workspace)
    _ = DifferenceQuotients(Tolerances(relative: 1e-6, absolute: 1e-6), stepSize: 0.1).jacobian(
      of: Unknowing(flow), at: 0, AttentionSamples.logits, derivative: rates, into: &differences,
      workspace: &workspace)
    for (a, b) in zip(exact.storage, differences.storage) { #expect(abs(a - b) < 1e-6) }
    #expect(exact.maximumMagnitude > 0.01)
  }

  /// The loss falls along both flows.
  @Test func lossFalls() {
    let flow = AttentionFlow(AttentionSamples.losses, excess: AttentionSamples.excess)
    let solution = InitialValueProblem(flow, from: AttentionSamples.logits, to: 3)
      .solve(
        with: ExplicitRungeKutta(.tsitouras5),
        IntegrationOptions(Tolerances(relative: 0, absolute: 1e-8), saving: .everyStep(1)))
    let losses = solution.states.map(flow.loss(at:))
    #expect(losses.count > 3)
    for (later, earlier) in zip(losses.dropFirst(), losses) { #expect(later < earlier) }
  }
}
