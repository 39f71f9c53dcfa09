import Foundation
import LinearAlgebra
import TeacherStudent
import Testing

/// What every teacher must satisfy; the violations found are returned.
func teacherViolations(_ teacher: some Teacher) -> [String] {
  let tokens = Fixture.tokens(samples: 3, tokens: 4, dimension: 5)
  let weights = Matrix(rows: 5, columns: 5, storage: (0..<25).map { cos(Double($0 * $0)) })
  let keyMatrix = KeyMatrix.dense(weights)
  let prompt = [0.7, -1.3, 0.2, 0.9, 1.1]
  let value = Matrix(rows: 5, columns: 2, storage: (0..<10).map { sin(Double(3 * $0)) })
  let parameters = TeacherParameters(prompt: prompt, value: value)
  let logits = teacher.logits(tokens, keyMatrix, prompt: prompt)
  let outputs = teacher.outputs(tokens, keyMatrix, parameters)
  var violations: [String] = []
  func check(_ name: String, _ a: [Double], _ b: [Double]) {
    let close = a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-13 * max(1, abs($1)) }
    if !close { violations.append(name) }
  }
  // Independent route to the logits: keys first.
  let keys = keyMatrix.keys(of: tokens)
  check("logits are K·p", logits.storage, (0..<3).flatMap { keys.sample($0) * prompt })
  check(
    "logits are homogeneous", teacher.logits(tokens, keyMatrix, prompt: prompt.map { -8 * $0 }).storage,
    logits.storage.map { -8 * $0 })
  // A zero prompt attends to all tokens alike.
  let uniform = TeacherParameters(prompt: [0, 0, 0, 0, 0], value: value)
  let means = (0..<3).flatMap { i in
    (0..<2).map { k in (tokens.sample(i) * value).column(k).mean }
  }
  check("a zero prompt averages", teacher.outputs(tokens, keyMatrix, uniform).storage, means)
  // A huge prompt attends to the largest logit alone; exp(z) itself would overflow.
  let sharp = TeacherParameters(prompt: prompt.map { 1e4 * $0 }, value: value)
  let winners = (0..<3).flatMap { i in
    let column = logits.column(i)
    let winner = column.firstIndex(of: column.max() ?? 0) ?? 0
    return (0..<2).map { k in (tokens.sample(i) * value)[winner, k] }
  }
  check("a huge prompt selects", teacher.outputs(tokens, keyMatrix, sharp).storage, winners)
  let doubled = TeacherParameters(
    prompt: prompt, value: Matrix(rows: 5, columns: 2, storage: value.storage.map { 2 * $0 }))
  check(
    "outputs are linear in the values", teacher.outputs(tokens, keyMatrix, doubled).storage,
    outputs.storage.map { 2 * $0 })
  // The order of the tokens does not matter.
  var reversed: [Double] = []
  for i in 0..<3 { for a in (0..<4).reversed() { reversed += (0..<5).map { tokens[i, a, $0] } } }
  let mirrored = TokenArray(samples: 3, tokens: 4, dimension: 5, storage: reversed)
  check(
    "outputs ignore the order of tokens", teacher.outputs(mirrored, keyMatrix, parameters).storage,
    outputs.storage)
  return violations
}

@Suite struct TeacherTests {
  /// Uses Wᵀ for W and divides by the number of tokens instead of the sum: each fault is seen.
  @Test func suiteRejectsFaultyTeachers() {
    struct Transposed: Teacher {
      func logits(_ tokens: TokenArray, _ keyMatrix: KeyMatrix, prompt: [Double]) -> Matrix {
        SoftmaxAttentionTeacher().logits(tokens, .identity, prompt: keyMatrix.transposeApplied(to: prompt))
      }
      func outputs(
        _ tokens: TokenArray, _ keyMatrix: KeyMatrix, _ parameters: TeacherParameters
      ) -> Matrix {
        SoftmaxAttentionTeacher().outputs(tokens, keyMatrix, parameters)
      }
    }
    struct Unnormalised: Teacher {
      func logits(_ tokens: TokenArray, _ keyMatrix: KeyMatrix, prompt: [Double]) -> Matrix {
        SoftmaxAttentionTeacher().logits(tokens, keyMatrix, prompt: prompt)
      }
      func outputs(
        _ tokens: TokenArray, _ keyMatrix: KeyMatrix, _ parameters: TeacherParameters
      ) -> Matrix {
        var outputs = SoftmaxAttentionTeacher().outputs(tokens, keyMatrix, parameters)
        let logits = logits(tokens, keyMatrix, prompt: parameters.prompt)
        for i in 0..<tokens.samples {
          let factor = logits.column(i).reduce(0) { $0 + exp($1) } / Double(tokens.tokens)
          outputs.setColumn(i, to: outputs.column(i).map { $0 * factor })
        }
        return outputs
      }
    }
    #expect(teacherViolations(Transposed()).contains("logits are K·p"))
    #expect(teacherViolations(Unnormalised()).contains("a huge prompt selects"))
  }

  @Test func parametersHaveOneDimension() {
    let parameters = TeacherParameters(prompt: [1, 2], value: Matrix(rows: 2, columns: 3))
    #expect(parameters.value.columns == 3)
  }
}
