import Foundation
import LinearAlgebra
import Testing

@testable import Dynamics

@Suite struct AttentionLossesTests {
  private let losses = AttentionSamples.losses

  /// F is minus the gradient's image: J∇L̃ = ∂L̃/∂z, by central differences.
  @Test func forcesAreGradientsInLogits() {
    let logits = AttentionSamples.logits
    var workspace = losses.makeWorkspace()
    losses.fillForces(logits, &workspace)
    let forces = workspace.forces
    for k in logits.indices {
      var moved = logits
      moved[k] += 1e-5
      let above = losses.fillForces(moved, &workspace)
      moved[k] -= 2e-5
      let below = losses.fillForces(moved, &workspace)
      #expect(abs((above - below) / 2e-5 - forces[k]) < 1e-9)
    }
  }

  /// Losses that are to vanish at a point do, and their forces with them.
  @Test func minimum() {
    let logits = AttentionSamples.logits
    let minimized = AttentionLosses(values: losses.values, minimizedAtLogits: logits)
    var workspace = minimized.makeWorkspace()
    #expect(minimized.fillForces(logits, &workspace) < 1e-30)
    #expect(workspace.forces.maximumMagnitude < 1e-15)
  }

  /// For large δ the changes are differences of two evaluations; shifts of a sample's logits change nothing.
  @Test(arguments: [0.0, 800.0, -800.0]) func changesAreDifferences(shift: Double) {
    let logits = AttentionSamples.logits
    let delta = AttentionSamples.direction
    var workspace = losses.makeWorkspace()
    let change = losses.fillChanges(logits + delta.map { $0 + shift }, &workspace)
    let (changes, weightChanges) = (workspace.forceChanges, workspace.weightChanges)
    let before = losses.fillForces(logits, &workspace)
    let (forces, weights) = (workspace.forces, workspace.weights)
    let after = losses.fillForces(zip(logits, delta).map { $0 + $1 }, &workspace)
    #expect(abs(change - (after - before)) < 1e-13)
    for k in logits.indices {
      #expect(abs(changes[k] - (workspace.forces[k] - forces[k])) < 1e-13)
      #expect(abs(weightChanges[k] - (workspace.weights[k] - weights[k])) < 1e-13)
    }
  }

  /// For tiny δ the changes are ∂F/∂z·δ, relative to themselves.
  @Test(arguments: [1e-10, 1e-100]) func smallChangesAreLinear(size: Double) {
    let logits = AttentionSamples.logits
    let delta = AttentionSamples.direction.map { $0 * size }
    var workspace = losses.makeWorkspace()
    losses.fillChanges(logits + delta, &workspace)
    let changes = workspace.forceChanges
    let n = losses.tokens
    let expected = (0..<losses.sampleCount).flatMap { i in
      losses.forceJacobian(i, workspace) * Array(delta[i * n..<(i + 1) * n])
    }
    let scale = expected.maximumMagnitude
    #expect(scale > 0)
    for k in changes.indices { #expect(abs(changes[k] - expected[k]) < 1e-8 * scale) }
  }
}

/// Three samples of four tokens with two outputs.
enum AttentionSamples {
  static func numbers(_ count: Int, _ seed: Double) -> [Double] {
    (0..<count).map { sin(seed + 1.7 * Double($0) * Double($0 + 3)) }
  }

  static let losses = AttentionLosses(
    values: (0..<3).map { Matrix(rows: 4, columns: 2, storage: numbers(8, Double($0))) },
    labels: (0..<3).map { numbers(2, 0.3 + Double($0)) })
  static let logits = numbers(12, 5).map { 2 * $0 }
  static let direction = numbers(12, 9)
  /// Keys in seven dimensions, 12 × 7.
  static let keys = Matrix(rows: 12, columns: 7, storage: numbers(84, 2).map { 0.5 * $0 })

  static var excess: Matrix {
    var product = keys.transposed().gram()
    for k in 0..<12 { product[k, k] -= 1 }
    return product
  }
}
