import Attention
import Foundation
import LinearAlgebra
import TeacherStudent
import Testing

@Suite struct SampleStationarityTests {
  /// Tokens whose logits are the first feature and whose values are the second.
  private func loss(_ logits: [[Double]], values: [[Double]], labels: [Double]) throws -> PromptAttentionLoss
  {
    let elements = zip(logits, values).flatMap { z, u in zip(z, u).flatMap { [$0, $1] } }
    return try PromptAttentionLoss(
      tokens: TokenArray(samples: logits.count, tokens: logits[0].count, dimension: 2, storage: elements),
      keyMatrix: .identity, labels: Matrix(rows: 1, columns: labels.count, storage: labels), trained: .prompt,
      value: Matrix(rows: 2, columns: 1, storage: [0, 1]))
  }

  @Test func placesOnTheSimplex() throws {
    let loss = try loss(
      [[0, 1, 2], [0, 0, -20], [0, -50, -60], [0, -7, -6.9]], values: Array(repeating: [1, 2, 3], count: 4),
      labels: [0, 0, 0, 0])
    let samples = loss.sampleStationarity(at: [1, 0])
    #expect(samples.map(\.place) == [.interior, .face, .vertex, .interior])
    // 1 − max s where max s rounds to 1: e⁻⁵⁰ + e⁻⁶⁰.
    let tail: Double = -10
    let expected = (-50 + log1p(exp(tail))) / 2.302585092994046
    #expect(abs(samples[2].log10OneMinusLargest - expected) < 1e-13)
    #expect(abs(samples[1].log10OneMinusLargest - log10(0.5)) < 1e-8)
  }

  /// Against the formula, written out: c = sᵀ∇L̃, ‖s∘(∇L̃ − c)‖ and max(0, c − min ∇L̃).
  @Test func residualsOfTheConditions() throws {
    let (z, u, y) = ([0.3, -0.2, 1.1], [2.0, -1, 0.5], 0.7)
    let sample = try loss([z], values: [u], labels: [y]).sampleStationarity(at: [1, 0])[0]
    let s = Softmax.weights(z)
    let slope = zip(s, u).map { $0 * $1 }.reduce(0, +) - y
    let gradient = u.map { slope * $0 }
    let multiplier = zip(s, gradient).map { $0 * $1 }.reduce(0, +)
    let field = zip(s, gradient).map { $0 * ($1 - multiplier) }
    #expect(abs(sample.stationarityResidual - field.euclideanNorm) < 1e-15)
    #expect(abs(sample.dualInfeasibility - (multiplier - (gradient.min() ?? 0))) < 1e-15)
    // A label that is met: nothing is left to do for this sample.
    let met = zip(s, u).map { $0 * $1 }.reduce(0, +)
    let satisfied = try loss([z], values: [u], labels: [met]).sampleStationarity(at: [1, 0])[0]
    #expect(satisfied.stationarityResidual < 1e-15 && satisfied.dualInfeasibility < 1e-15)
  }

  /// At a vertex that is the minimum of its own loss no token would lower it; at the wrong one some would.
  @Test func verticesAreJudgedByTheirMultipliers() throws {
    let loss = try loss(
      [[0, -60, -60], [-60, 0, -60]], values: [[3, 1, 2], [3, 1, 2]], labels: [5, 5])
    let samples = loss.sampleStationarity(at: [1, 0])
    #expect(samples.allSatisfy { $0.place == .vertex && $0.stationarityResidual < 1e-24 })
    #expect(samples[0].dualInfeasibility < 1e-24 && abs(samples[1].dualInfeasibility - 8) < 1e-12)
  }
}
