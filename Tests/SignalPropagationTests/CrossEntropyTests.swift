import Foundation
import LinearAlgebra
import Testing

@testable import SignalPropagation

/// log Σ e^z.
func logSumExp(_ z: [Double]) -> Double {
  let top = z.max() ?? 0
  return top + log(z.reduce(0) { $0 + exp($1 - top) })
}

@Suite struct CrossEntropyTests {
  @Test func oneAnswer() {
    var logits = Matrix(columnByColumn: [[0.3, -1, 2], [5, 1, 1]])
    let (loss, right) = CrossEntropy.replaceBySlopes(&logits, labels: { [2, 1][$0] }, weight: 0.5)
    #expect(abs(loss - (logSumExp([0.3, -1, 2]) - 2 + logSumExp([5, 1, 1]) - 1)) < 1e-14)
    #expect(right == 1)
    let normalizer = exp(0.3) + exp(-1) + exp(2.0)
    #expect(abs(logits[0, 0] - 0.5 * exp(0.3) / normalizer) < 1e-15)
    #expect(abs(logits[2, 0] - 0.5 * (exp(2.0) / normalizer - 1)) < 1e-15)
    #expect(abs(logits.column(1).reduce(0, +)) < 1e-15)
  }

  @Test func hugeLogits() {
    var logits = Matrix(columnByColumn: [[1e308, 0], [-800, 800]])
    let (loss, right) = CrossEntropy.replaceBySlopes(&logits, labels: { _ in 0 }, weight: 1)
    #expect(loss == 1600 && right == 1 && logits.storage == [0, 0, -1, 1])
    logits = Matrix(columnByColumn: [[.nan, 0]])
    #expect(CrossEntropy.replaceBySlopes(&logits, labels: { _ in 1 }, weight: 1).loss.isNaN)
  }
}
