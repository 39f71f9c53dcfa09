import LinearAlgebra
import TeacherStudent
import Testing

@Suite struct DatasetTests {
  private let tokens = TokenArray(samples: 1, tokens: 2, dimension: 2, storage: [1, 2, 3, 4])
  private let labels = Matrix(rows: 1, columns: 1, storage: [5])

  @Test func teacherNeedsPromptAndValue() {
    let value = Matrix(rows: 2, columns: 1)
    #expect(Dataset(tokens: tokens, labels: labels).teacher == nil)
    #expect(Dataset(tokens: tokens, labels: labels, teacherPrompt: [1, 2]).teacher == nil)
    #expect(Dataset(tokens: tokens, labels: labels, teacherValue: value).teacher == nil)
    let both = Dataset(tokens: tokens, labels: labels, teacherPrompt: [1, 2], teacherValue: value)
    #expect(both.teacher == TeacherParameters(prompt: [1, 2], value: value))
  }

  @Test func identityIsTheDefaultKeyMatrix() {
    let dataset = Dataset(tokens: tokens, labels: labels)
    #expect(dataset.keyMatrix == .identity && dataset.outputs == 1 && dataset.test == nil)
  }
}
