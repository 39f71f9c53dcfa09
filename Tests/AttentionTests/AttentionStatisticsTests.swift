import Attention
import Foundation
import LinearAlgebra
import TeacherStudent
import Testing

@Suite struct AttentionStatisticsTests {
  @Test func meansOfRatios() {
    let ranges = [0.0, 2, 25].map { $0 * log(10) }
    #expect(abs(AttentionStatistics.meanLog10Ratio(ranges) - 9) < 1e-14)
    #expect(abs(AttentionStatistics.log10MeanRatio(ranges) - log10((1 + 100 + 1e25) / 3)) < 1e-14)
    #expect(AttentionStatistics.log10MeanRatio([0, 0]) == 0)
  }

  @Test func ratiosBeyondTheLargestDouble() {
    let ranges = [1000.0, 1000, 990].map { $0 * log(10) }
    let expected = 1000 + log10((2 + 1e-10) / 3)
    #expect(abs(AttentionStatistics.log10MeanRatio(ranges) - expected) < 1e-12)
    #expect(AttentionStatistics.log10MeanRatio([3, .infinity]) == .infinity)
    #expect(AttentionStatistics.log10MeanRatio([3, .nan]).isNaN)
    #expect(AttentionStatistics.log10MeanRatio([.nan, 3]).isNaN)
  }

  @Test(arguments: [PromptAttentionLoss.Arithmetic.absolute, .teacherRelative], [1.0, 40])
  func agreesWithTheWeights(_ arithmetic: PromptAttentionLoss.Arithmetic, _ scale: Double) throws {
    let problem = AttentionProblem(samples: 7, tokens: 5, arithmetic: arithmetic, promptScale: scale)
    let own = problem.with { $0.arithmetic = .absolute }
    let loss = try problem.loss()
    let points = problem.points(3)
    for (b, statistics) in loss.statistics(of: Matrix(columnByColumn: points)).enumerated() {
      #expect(statistics == loss.statistics(at: points[b]))
      // Plainly: keys, logits, weights, sample by sample.
      let teacher = own.teacherParameters
      let prompt = (0..<problem.dimension).map {
        points[b][$0] + (own.arithmetic == arithmetic ? 0 : teacher[$0])
      }
      let logits = SoftmaxLogits(problem).logits(prompt)
      let ranges = logits.map { ($0.max() ?? 0) - ($0.min() ?? 0) }
      let count = Double(problem.samples)
      let tolerance = 1e-13 * scale
      #expect(abs(statistics.meanLog10Ratio - ranges.reduce(0, +) / count / log(10)) < tolerance)
      let mean = ranges.reduce(0) { $0 + exp($1) } / count
      #expect(abs(statistics.log10MeanRatio - log10(mean)) < tolerance)
      let logWeights = logits.map(Softmax.logWeights)
      let smallest = logWeights.compactMap { $0.min() }.min() ?? 0
      #expect(abs(statistics.log10SmallestWeight - smallest / log(10)) < tolerance)
      #expect(abs(statistics.meanEntropy - logits.map(Softmax.entropy).mean) < tolerance)
      for (a, b) in zip(loss.logWeights(at: points[b]).joined(), logWeights.joined()) {
        #expect(abs(a - b) <= 1e-13 * max(1, abs(b)))
      }
    }
  }

  @Test func entropyOfOneHotAttentionKeepsItsDigits() throws {
    // One token far above: the entropy is about gap·e^−gap, far below the rounding of 1.
    let problem = AttentionProblem(samples: 1, tokens: 2, dimension: 2, trained: .prompt, keys: .identity)
    let loss = try PromptAttentionLoss(
      tokens: .init(samples: 1, tokens: 2, dimension: 2, storage: [1, 0, 0, 1]), keyMatrix: .identity,
      labels: Matrix(rows: 1, columns: 1), trained: .prompt, value: problem.teacher.value)
    let entropy = loss.statistics(at: [100, 0]).meanEntropy
    #expect(abs(entropy / (101 * exp(-100)) - 1) < 1e-14)
  }

  @Test func outputsAreThoseOfThePlainModel() throws {
    for problem in AttentionProblem.catalogue where problem.arithmetic == .absolute {
      for point in problem.points(2) {
        let expected = problem.plainModel.outputs(point.map { Complex($0) }).flatMap { $0.map(\.real) }
        let outputs = try problem.loss().outputs(at: point).flatMap { $0 }
        #expect(RoundingErrors.relative(outputs, to: expected) < 1e-13)
      }
    }
  }
}

/// The logits X W p of a problem, as plain sums.
struct SoftmaxLogits {
  let problem: AttentionProblem
  init(_ problem: AttentionProblem) { self.problem = problem }

  func logits(_ prompt: [Double]) -> [[Double]] {
    let (tokens, d) = (problem.tokenArray, problem.dimension)
    let weights = problem.keyMatrix.matrix(dimension: d)
    return (0..<problem.samples).map { i in
      (0..<problem.tokens).map { a in
        var logit = 0.0
        for k in 0..<d {
          for l in 0..<d { logit += tokens[i, a, k] * weights[k, l] * prompt[l] }
        }
        return logit
      }
    }
  }
}
