import Attention
import Foundation
import LinearAlgebra
import TeacherStudent
import Testing

@Suite struct PromptAttentionLossFisherInformationTests {
  static let problems = [
    AttentionProblem(), AttentionProblem(samples: 7, tokens: 3, dimension: 4, trained: .prompt),
    AttentionProblem(tokens: 6, trained: .prompt, arithmetic: .teacherRelative, keys: .identity),
  ]

  /// The mean Kullback–Leibler divergence from the attention at one point to that at another.
  private static func divergence(_ loss: PromptAttentionLoss, _ a: [Double], _ b: [Double]) -> Double {
    let (from, to) = (loss.logWeights(at: a), loss.logWeights(at: b))
    let sums = zip(from, to).map { p, q in zip(p, q).reduce(0) { $0 + exp($1.0) * ($1.0 - $1.1) } }
    return sums.reduce(0, +) / Double(sums.count)
  }

  /// How far a matrix is from the Hessian of the divergence, along some directions.
  private static func defect(_ problem: AttentionProblem, _ matrix: (PromptAttentionLoss, [Double]) -> Matrix)
    throws -> Double
  {
    let loss = try problem.loss()
    var worst = 0.0
    for point in problem.points(3) {
      let information = matrix(loss, point)
      for k in 0..<loss.features {
        for l in 0...k {
          // ½·hᵀFh to fourth order in h, by differences to both sides of both axes.
          let step = 1e-3
          func value(_ signK: Double, _ signL: Double) -> Double {
            var moved = point
            moved[k] += signK * step
            moved[l] += signL * step
            return divergence(loss, point, moved)
          }
          let mixed = value(1, 1) - value(1, -1) - value(-1, 1) + value(-1, -1)
          worst = max(worst, abs(mixed / (4 * step * step) - information[k, l]))
        }
      }
      for l in 0..<loss.features {
        for k in 0..<loss.features where information[k, l] != information[l, k] { return .infinity }
      }
    }
    return worst
  }

  @Test(arguments: problems) func isTheHessianOfTheDivergence(_ problem: AttentionProblem) throws {
    #expect(try Self.defect(problem) { $0.attentionFisherInformation(at: $1) } < 1e-4)
  }

  /// The planted faults: a sum for a mean, and tokens that are not centred on their mean.
  @Test func theSuiteRejectsWrongMatrices() throws {
    let problem = Self.problems[1]
    let sum = try Self.defect(problem) { loss, point in
      var matrix = loss.attentionFisherInformation(at: point)
      for e in matrix.storage.indices { matrix.storage[e] *= Double(loss.sampleCount) }
      return matrix
    }
    #expect(sum > 0.1)
    let uncentred = try Self.defect(problem) { loss, point in
      var matrix = loss.attentionFisherInformation(at: point)
      for k in 0..<loss.features { matrix[k, k] += 0.01 }
      return matrix
    }
    #expect(uncentred > 5e-3)
  }

  /// Two tokens: F = (1/N) Σ s(1 − s)·k kᵀ with k the difference of the keys; one-hot samples keep their digits.
  @Test func twoTokens() throws {
    let problem = AttentionProblem(samples: 1, tokens: 2, dimension: 2, trained: .prompt, keys: .identity)
    let loss = try problem.loss()
    let tokens = problem.tokenArray.storage
    let difference = [tokens[0] - tokens[2], tokens[1] - tokens[3]]
    for scale in [0, 1, 30, 100.0] {
      let prompt = difference.map { scale * $0 / difference.dot(difference) }
      let information = loss.attentionFisherInformation(at: prompt)
      let weight = 1 / (exp(scale) + 2 + exp(-scale))
      for k in 0..<2 {
        for l in 0..<2 {
          let expected = weight * difference[k] * difference[l]
          #expect(abs(information[k, l] - expected) <= 1e-13 * abs(expected))
        }
      }
    }
  }
}
