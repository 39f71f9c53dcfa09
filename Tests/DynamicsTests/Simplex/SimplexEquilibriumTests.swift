import Foundation
import LinearAlgebra
import Testing

@testable import Dynamics

@Suite("Where flows on the simplex come to rest")
struct SimplexEquilibriumTests {
  private func settle(_ flow: SimplexFlow, from logits: [Double], by end: Double) throws -> (
    SimplexEquilibrium?, SimplexIntegration
  ) {
    var integration = SimplexIntegration(flow, fromLogits: logits)
    return (try integration.settle(by: end), integration)
  }

  @Test("A stall is no rest, however small its rates; the target is")
  func stall() throws {
    let flow = SimplexFlow(
      .gradient, .quadraticLoss(logTarget: [log(1e-25), log(0.5), log(0.5)], hessian: .identity(3)))
    let (early, stalled) = try settle(flow, from: [0, 0, 0], by: 1e30)
    #expect(early == nil)
    // What a threshold on the rates of x themselves would have taken for rest.
    let rate = stalled.state.weights[0] * abs(stalled.logarithmicRates[0]) / stalled.time
    #expect(rate < 1e-40)
    #expect(abs(stalled.logarithmicRates[0] + 0.5) < 1e-3)
    #expect(stalled.state.logRatios[0] > log(1e8))
    let (late, integration) = try settle(flow, from: [0, 0, 0], by: 1e60)
    let rest = try #require(late)
    #expect(rest.vanishing.isEmpty && rest.residual <= 1e-9)
    #expect(rest.time > 1e50)
    #expect(abs(rest.weights[0] / 1e-25 - 1) < 1e-12)
    #expect(abs(integration.state.logRatios[0]) < 1e-9)
  }

  @Test("Hawks and doves rest where payoffs are equal, solved exactly")
  func interior() throws {
    let game = SimplexFlow(.replicator, .payoffMatrix(Matrix(rowByRow: [[-0.5, 2], [0, 1]])))
    let rest = try #require(try settle(game, from: [-200, 0], by: 1e6).0)
    #expect(rest.vanishing.isEmpty)
    #expect(abs(rest.weights[0] - 2.0 / 3) <= 2e-16)
    #expect(rest.distance <= 1e-8)
  }

  @Test("Coordination rests at a vertex, and names what vanishes")
  func vertex() throws {
    let game = SimplexFlow(.replicator, .payoffMatrix(Matrix(diagonal: [1, 1.5, 2])))
    let rest = try #require(try settle(game, from: [0, 2, 0], by: 1e6).0)
    #expect(rest.vanishing == [0, 2])
    #expect(rest.weights == [0, 1, 0])
  }

  @Test("Ties share what they have")
  func face() throws {
    let rest = try #require(
      try settle(SimplexFlow(.replicator, .payoffs([1, 1, 0])), from: [log(3), 0, 1], by: 1e6).0)
    #expect(rest.vanishing == [2])
    #expect(abs(rest.weights[0] - 0.75) <= 1e-12)
  }

  @Test("Beside a singular Hessian's target a flow rests where its gradient is constant")
  func singular() throws {
    // H = u uᵀ with u = (1, −1, 0) leaves a line of minima x₁ − x₂ = x*₁ − x*₂.
    let hessian = Matrix(rowByRow: [[1, -1, 0], [-1, 1, 0], [0, 0, 0]])
    let flow = SimplexFlow(
      .gradient, .quadraticLoss(logTarget: [0.6, 0.3, 0.1].map { log($0) }, hessian: hessian))
    let rest = try #require(try settle(flow, from: [0, 0, 1], by: 1e12).0)
    #expect(abs(rest.weights[0] - rest.weights[1] - 0.3) <= 1e-9)
    #expect(abs(rest.weights[2] - 0.1) > 0.1)
  }

  @Test("Closed orbits and heteroclinic cycles never rest")
  func orbits() throws {
    for loss in [1, 1.3] {
      let game = SimplexFlow(
        .replicator, .payoffMatrix(Matrix(rowByRow: [[0, -loss, 1], [1, 0, -loss], [-loss, 1, 0]])))
      #expect(try settle(game, from: [0.5, 0, 0], by: 500).0 == nil)
    }
  }
}
