import Foundation
import LinearAlgebra
import Testing

@testable import Dynamics

@Suite("The natural flow")
struct NaturalFlowTests {
  private let target = [0.7, 0.2, 0.1].map { log($0) }

  @Test("With H = I every distance decays by e^{−t}, whatever the target")
  func isotropic() throws {
    let logTarget = [1 - 2e-9, 1e-9, 1e-9].map { log($0) }
    let flow = SimplexFlow(.replicator, .quadraticLoss(logTarget: logTarget, hessian: .identity(3)))
    let natural = try NaturalFlow(flow, fromLogits: [0, 0, 0])
    for time in [0.0, 1, 10, 50] {
      guard case .inside(let state) = natural.state(at: time) else {
        Issue.record("outside at \(time)")
        return
      }
      for i in 0..<3 {
        let exact = (1.0 / 3 - exp(logTarget[i])) * exp(-time)
        #expect(abs(state.distances[i] / exact - 1) <= 1e-13)
      }
    }
  }

  @Test("It satisfies ḋ = −P·H·d")
  func differentialEquation() throws {
    let hessian = Matrix(rowByRow: [[2, 0.5, 0], [0.5, 1, -0.25], [0, -0.25, 3]])
    let flow = SimplexFlow(.replicator, .quadraticLoss(logTarget: target, hessian: hessian))
    let natural = try NaturalFlow(flow, fromLogits: [0, 0, 0])
    func distances(_ time: Double) -> [Double] {
      guard case .inside(let state) = natural.state(at: time) else { return [] }
      return state.distances
    }
    let (time, step) = (0.7, 1e-4)
    let (before, now, after) = (distances(time - step), distances(time), distances(time + step))
    let force = hessian * now
    let mean = force.reduce(0, +) / 3
    for i in 0..<3 {
      #expect(abs((after[i] - before[i]) / (2 * step) + (force[i] - mean)) <= 1e-8)
    }
  }

  @Test("It may leave the simplex, and says through which face")
  func leaves() throws {
    // Strong coupling pulls the third coordinate below zero on the way to a small target.
    let hessian = Matrix(rowByRow: [[10, 0, -9], [0, 1, 0], [-9, 0, 10]])
    let logTarget = [0.5, 0.5 - 1e-6, 1e-6].map { log($0) }
    let flow = SimplexFlow(.replicator, .quadraticLoss(logTarget: logTarget, hessian: hessian))
    let natural = try NaturalFlow(flow, fromLogits: [0, 3, 0])
    let positions = (0..<100).map { natural.state(at: 0.05 * Double($0)) }
    #expect(positions.contains { if case .outside = $0 { true } else { false } })
  }
}
