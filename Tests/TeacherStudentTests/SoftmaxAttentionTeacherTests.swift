import Foundation
import LinearAlgebra
import TeacherStudent
import Testing

@Suite struct SoftmaxAttentionTeacherTests {
  @Test func isATeacher() {
    #expect(teacherViolations(SoftmaxAttentionTeacher()) == [])
  }

  /// The fixture's labels are the outputs computed with 50 digits.
  @Test func outputsAreExactToRounding() throws {
    let dataset = try Dataset(directory: Fixture.url("dataset"))
    let teacher = try #require(dataset.teacher)
    let outputs = SoftmaxAttentionTeacher().outputs(dataset.tokens, dataset.keyMatrix, teacher)
    for (output, exact) in zip(outputs.storage, dataset.labels.storage) {
      #expect(abs(output - exact) < 1e-14)
    }
  }

  /// Weights sum to 1 and their log-ratios are the logits' differences, for a gap of 700 too.
  @Test func weightsKeepRelativeAccuracy() {
    let logits = Matrix(columnByColumn: [[0, -700, 3.5], [1e4, 1e4, 1e4], [700, -8, 699]])
    let weights = SoftmaxAttentionTeacher().weights(logits)
    for i in 0..<3 {
      let (z, s) = (logits.column(i), weights.column(i))
      #expect(abs(s.reduce(0, +) - 1) <= 4e-16)
      for a in 1..<3 {
        let exact = exp(z[a] - z[0])
        #expect(abs(s[a] / s[0] / exact - 1) < 1e-15 * max(1, abs(z[a] - z[0])))
      }
    }
  }

  /// 5e-14 vanishes in −700 − 5e-14, not in the weights: s_1/s_0 = e^−700 (1 − 5e-14).
  @Test func weightsKnowWhatRoundingTheGapLost() {
    let weights = SoftmaxAttentionTeacher().weights(Matrix(columnByColumn: [[5e-14, -700], [-700, 5e-14]]))
    for ratio in [weights[1, 0] / weights[0, 0], weights[0, 1] / weights[1, 1]] {
      #expect(abs(ratio / exp(-700) - (1 - 5e-14)) < 5e-16)
    }
    let certain = SoftmaxAttentionTeacher().weights(Matrix(columnByColumn: [[0, -.infinity]]))
    #expect(certain.storage == [1, 0])
  }

  @Test func emptyDataHaveEmptyOutputs() {
    let none = TokenArray(samples: 0, tokens: 3, dimension: 2, storage: [])
    let parameters = TeacherParameters(prompt: [1, 2], value: Matrix(rows: 2, columns: 1))
    #expect(SoftmaxAttentionTeacher().outputs(none, .identity, parameters).columns == 0)
  }
}
