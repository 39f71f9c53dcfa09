import Attention
import Foundation
import LinearAlgebra
import Objectives
import TeacherStudent
import Testing

/// Losses of one sample, seen through a model that attends to a single token: f = V exactly.
@Suite struct HeadTests {
  /// Loss, slope in f and ∂²ℓ/∂f² at outputs f and labels y.
  static func evaluate(_ head: Head, _ f: [Double], _ y: [Double]) throws -> (Double, [Double], Matrix) {
    let loss = try PromptAttentionLoss(
      tokens: TokenArray(samples: 1, tokens: 1, dimension: 1, storage: [1]), keyMatrix: .identity,
      labels: Matrix(rows: f.count, columns: 1, storage: y), trained: .promptAndValue, head: head)
    let (value, gradient) = loss.valueAndGradient(at: [0] + f)
    let curvature = loss.gaussNewtonFactor(at: [0] + f).gram()
    let block = Matrix(rowByRow: (1...f.count).map { Array(curvature.row($0).dropFirst()) })
    return (value, Array(gradient.dropFirst()), block)
  }

  @Test func squared() throws {
    let (loss, slope, curvature) = try Self.evaluate(.squared, [3, -1], [1, 1])
    #expect(loss == 4 && slope == [2, -2] && curvature == .identity(2))
  }

  @Test(arguments: [0.0, 1], [-700.0, -40, -1, 0, 0.3, 37, 700])
  func logisticKeepsItsDigits(_ y: Double, _ f: Double) throws {
    let (loss, slope, curvature) = try Self.evaluate(.logistic, [f], [y])
    // With g = f towards the label, ℓ = log(1 + e^−g), −ℓ′ = 1/(1 + e^g): no term cancels.
    let g = y == 1 ? f : -f
    let expected = g > 0 ? log1p(exp(-g)) : -g + log1p(exp(g))
    #expect(RoundingErrors.unitsInLastPlace(loss, from: expected) <= 2)
    let size = 1 / (1 + exp(g))
    #expect(RoundingErrors.unitsInLastPlace(slope[0], from: y == 1 ? -size : size) <= 2)
    #expect(RoundingErrors.unitsInLastPlace(curvature[0, 0], from: 1 / (1 + exp(g)) / (1 + exp(-g))) <= 4)
  }

  @Test(arguments: [0, 1, 2])
  func crossEntropyKeepsItsDigits(_ label: Int) throws {
    for gap in [0.5, 10, 50, 300] {
      let f = [gap, 0, -0.5]
      let (loss, slope, curvature) = try Self.evaluate(
        .crossEntropy, f, (0..<3).map { $0 == label ? 1 : 0 })
      let e = f.map { exp($0 - gap) }
      let others = e[1] + e[2]
      let pi = e.map { $0 / (1 + others) }
      let complements = [pi[1] + pi[2], (1 + e[2]) / (1 + others), (1 + e[1]) / (1 + others)]
      let expected = (gap - f[label]) + log1p(others)
      #expect(RoundingErrors.unitsInLastPlace(loss, from: expected) <= 4)
      for o in 0..<3 {
        let exact = o == label ? -complements[o] : pi[o]
        #expect(RoundingErrors.unitsInLastPlace(slope[o], from: exact) <= 8, "gap \(gap), slope \(o)")
        let diagonal = pi[o] * complements[o]
        #expect(abs(curvature[o, o] / diagonal - 1) < 1e-14, "gap \(gap), curvature \(o)")
        for q in 0..<o { #expect(abs(curvature[o, q] / (-pi[o] * pi[q]) - 1) < 1e-14) }
      }
    }
  }
}
