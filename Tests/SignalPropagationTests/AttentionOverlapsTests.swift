import Foundation
import LinearAlgebra
import Randomness
import SignalPropagation
import TestSupport
import Testing

@Suite("AttentionOverlaps")
struct AttentionOverlapsTests {
  @Test(arguments: ReferenceCase.all("attention"))
  func agreesWithReference(_ reference: ReferenceCase) {
    let overlaps = AttentionOverlaps(
      tokens: reference.integer("tokens"), scale: reference["sigmaA"], correlation: reference["c"])
    #expect(abs(overlaps.row - reference["S2"]) < 1e-11)
    #expect(abs(overlaps.pair - reference["S11"]) < 1e-11)
    #expect(abs(overlaps.rowResponse - reference["T2"]) < 1e-11)
    #expect(abs(overlaps.pairResponse - reference["T11"]) < 1e-11)
  }

  /// S₂ ≥ S₁₁ ≥ 1/n for c ≥ 0, and S₁₁ = 1/n for c = 0 and below it for c < 0.
  @Test(arguments: [3, 5000], [0.7, 40])
  func order(_ tokens: Int, _ scale: Double) {
    let n = Double(tokens)
    var last = 0.0
    for c in [-1 / (n - 1), 0, 0.04, 0.5, 0.98] {
      let overlaps = AttentionOverlaps(tokens: tokens, scale: scale, correlation: c)
      #expect(overlaps.row >= overlaps.pair - 1e-14 && overlaps.row < 1 + 1e-13)
      #expect(overlaps.rowResponse >= -1e-13 && overlaps.pairResponse > 0)
      if c == 0 { #expect(abs(overlaps.pair * n - 1) < 1e-12) }
      if c < 0 { #expect(overlaps.pair * n < 1) }
      if c > 0 { #expect(overlaps.pair * n > 1) }
      #expect(overlaps.pair > 0)
      last = max(last, overlaps.row)
    }
    #expect(last * n > 1)
  }

  /// Where n ≫ e^(s²): e^(s²)/n and e^(cs²)/n.
  @Test func leadingOrder() {
    let overlaps = AttentionOverlaps(tokens: 10_000_000, scale: 0.8, correlation: 0.4)
    let square = 0.64 * 0.6
    #expect(relativeError(overlaps.row * 1e7, exp(square)) < 1e-6)
    #expect(relativeError(overlaps.pair * 1e7, exp(0.4 * square)) < 1e-6)
    #expect(relativeError(overlaps.rowResponse, overlaps.row) < 1e-5)
  }

  @Test(arguments: [2, 3, 100])
  func equalTokensOrNoLogits(_ tokens: Int) {
    let n = Double(tokens)
    for (scale, c) in [(0.0, 0.3), (2, 1), (1e-9, 0.5), (1, 1 - 1e-14)] {
      let overlaps = AttentionOverlaps(tokens: tokens, scale: scale, correlation: c)
      #expect(abs(overlaps.row - 1 / n) < 1e-13 && abs(overlaps.pair - 1 / n) < 1e-13)
      #expect(abs(overlaps.rowResponse - (1 - 1 / n) / n) < 1e-13)
      #expect(abs(overlaps.pairResponse - (1 - 1 / n) / n) < 1e-13)
    }
  }

  @Test func oneToken() {
    let overlaps = AttentionOverlaps(tokens: 1, scale: 2, correlation: 0)
    #expect(overlaps.row == 1 && overlaps.rowResponse == 0)
    #expect(overlaps.pair.isNaN && overlaps.pairResponse.isNaN)
    #expect(AttentionOverlaps(tokens: 4, scale: 2, correlation: .nan).row.isNaN)
  }

  /// One-hot attention: two rows attend to the same token as often as normal numbers of correlation c share their
  /// largest.
  @Test func hugeLogits() {
    let overlaps = AttentionOverlaps(tokens: 3, scale: 1e4, correlation: 0)
    #expect(abs(overlaps.row - 1) < 1e-3 && overlaps.rowResponse < 1e-3)
    #expect(abs(overlaps.pair - 1.0 / 3) < 1e-12)
    // The first correction is of order 1/s.
    let other = AttentionOverlaps(tokens: 3, scale: 2e4, correlation: 0)
    #expect(relativeError((1 - overlaps.row) / (1 - other.row), 2) < 1e-3)
  }

  @Test(.slow, arguments: [(16, 1.5, 0.2), (5, 3, 0.7), (8, 1, -0.1)])
  func monteCarlo(_ tokens: Int, _ scale: Double, _ c: Double) {
    var stream = RandomStream(seed: 1, name: "rows")
    let overlaps = AttentionOverlaps(tokens: tokens, scale: scale, correlation: c)
    let s = scale * (1 - c).squareRoot()
    let count = 200_000
    var sums = [Double](repeating: 0, count: 4)
    var squares = sums
    func softmax(_ logits: [Double]) -> [Double] {
      let weights = logits.map { exp(s * $0) }
      let sum = weights.reduce(0, +)
      return weights.map { $0 / sum }
    }
    for _ in 0..<count {
      let g = stream.normals(tokens)
      let h = stream.normals(tokens)
      let a = softmax(g)
      let b = softmax(zip(g, h).map { c * $0 + (1 - c * c).squareRoot() * $1 })
      let (own, pair) = (a.dot(a), a.dot(b))
      let values = [
        own, pair, a.map { $0 * $0 * (1 - 2 * $0 + own) }.reduce(0, +),
        zip(a, b).map { $0 * $1 * (1 - $0 - $1 + pair) }.reduce(0, +),
      ]
      for (i, value) in values.enumerated() {
        sums[i] += value
        squares[i] += value * value
      }
    }
    let expected = [overlaps.row, overlaps.pair, overlaps.rowResponse, overlaps.pairResponse]
    for i in 0..<4 {
      let mean = sums[i] / Double(count)
      let deviation = ((squares[i] / Double(count) - mean * mean) / Double(count)).squareRoot()
      #expect(abs(mean - expected[i]) < 4.5 * deviation)
    }
  }
}
