import Foundation
import LinearAlgebra
import TeacherStudent
import Testing

@Suite struct DatasetReadingTests {
  /// Reads the files of a small dataset, of which some are replaced and some left out.
  private func read(
    _ changes: [DatasetFile: NumPyArray] = [:], without missing: DatasetFile? = nil
  ) throws -> Dataset {
    try Fixture.withTemporaryFolder { folder in
      let (n, d) = (3, 2)
      var files: [DatasetFile: NumPyArray] = [
        .tokens: NumPyArray(shape: [4, n, d], elements: (0..<24).map { sin(Double($0)) }),
        .labels: NumPyArray([1, 2, 3, 4]),
      ]
      for (file, array) in changes { files[file] = array }
      for (file, array) in files where file != missing {
        try NumPyFile.write(array, to: folder.appendingPathComponent(file.name))
      }
      return try Dataset(directory: folder)
    }
  }

  /// The error's line, from the file's name on.
  private func message(
    _ changes: [DatasetFile: NumPyArray] = [:], without missing: DatasetFile? = nil
  ) -> String? {
    let error = #expect(throws: DatasetDirectoryError.self) { _ = try read(changes, without: missing) }
    guard let text = error?.description else { return nil }
    return text.split(separator: "/").last.map(String.init)
  }

  private func zeros(_ shape: Int...) -> NumPyArray {
    NumPyArray(shape: shape, elements: Array(repeating: 0, count: shape.reduce(1, *)))
  }

  @Test func readsAUsersFolder() throws {
    let dataset = try Dataset(directory: Fixture.url("dataset"))
    #expect(dataset.tokens.shape == [3, 4, 2])
    #expect(dataset.outputs == 2 && dataset.teacher != nil && dataset.test == nil)
    // C order on disk: row i of keyMatrix.npy is row i of W.
    let weights = try NumPyFile.read(Fixture.url("dataset/keyMatrix.npy"))
    #expect(dataset.keyMatrix.matrix(dimension: 2).row(0) == Array(weights.elements.prefix(2)))
    let value = try NumPyFile.read(Fixture.url("dataset/teacherValue.npy"))
    #expect(dataset.teacherValue?.row(1) == Array(value.elements.suffix(2)))
    let labels = try NumPyFile.read(Fixture.url("dataset/labels.npy"))
    #expect(dataset.labels.column(1) == Array(labels.elements[2..<4]))
  }

  @Test func optionalFilesMayBeMissing() throws {
    let dataset = try read()
    #expect(dataset.keyMatrix == .identity && dataset.teacher == nil && dataset.outputs == 1)
    let value = try read([.teacherValue: NumPyArray([5, 6])])
    #expect(value.teacher == nil && value.teacherValue?.storage == [5, 6])
    #expect(try read([.labels: zeros(4, 1)]).outputs == 1)
    let identity = NumPyArray(shape: [2, 2], elements: [1, 0, 0, 1])
    #expect(try read([.keyMatrix: identity]).keyMatrix == .identity)
  }

  @Test func readsATestSplit() throws {
    let dataset = try read([.testTokens: zeros(2, 3, 2), .testLabels: zeros(2)])
    #expect(dataset.test?.tokens.shape == [2, 3, 2])
  }

  @Test func missingFilesAreNamed() {
    #expect(message(without: .tokens) == "tokens.npy is missing")
    #expect(message(without: .labels) == "labels.npy is missing")
    #expect(message([.testTokens: zeros(2, 3, 2)]) == "testLabels.npy is missing")
    let nowhere = URL(fileURLWithPath: "/nowhere/at/all")
    #expect(throws: DatasetDirectoryError.notADirectory(path: nowhere.path)) {
      try Dataset(directory: nowhere)
    }
    let file = Fixture.url("float64.npy")
    #expect(throws: DatasetDirectoryError.notADirectory(path: file.path)) { try Dataset(directory: file) }
  }

  @Test func shapesThatDoNotFitAreNamed() {
    #expect(
      message([.tokens: zeros(4, 3)]) == "tokens.npy has shape (4, 3); it must have three axes (N, n, d)")
    #expect(message([.tokens: zeros(0, 3, 2)]) == "tokens.npy has shape (0, 3, 2); it holds no samples")
    #expect(
      message([.tokens: zeros(4, 3, 0)]) == "tokens.npy has shape (4, 3, 0); its tokens have no features")
    #expect(
      message([.tokens: zeros(4, 1, 2)])
        == "tokens.npy has shape (4, 1, 2); attention needs at least two tokens a sample (n ≥ 2)")
    #expect(
      message([.labels: zeros(5)])
        == "labels.npy has shape (5,); tokens.npy with shape (4, 3, 2) needs (4,) or (4, outputs)")
    for labels in [zeros(2, 4), zeros(4, 0), zeros(), zeros(4, 1, 1)] {
      #expect(message([.labels: labels])?.hasSuffix("needs (4,) or (4, outputs)") == true)
    }
    #expect(
      message([.keyMatrix: zeros(3, 3)])
        == "keyMatrix.npy has shape (3, 3); tokens.npy with shape (4, 3, 2) needs (2, 2)")
    #expect(
      message([.teacherPrompt: zeros(3)])
        == "teacherPrompt.npy has shape (3,); tokens.npy with shape (4, 3, 2) needs (2,)")
    #expect(
      message([.labels: zeros(4, 3), .teacherValue: zeros(2)])
        == "teacherValue.npy has shape (2,); tokens.npy with shape (4, 3, 2) and labels.npy with outputs: 3 "
        + "need (2, 3)")
    #expect(
      message([.testTokens: zeros(4, 3, 5), .testLabels: zeros(4)])
        == "testTokens.npy has shape (4, 3, 5); tokens.npy with shape (4, 3, 2) needs (N, 3, 2)")
    #expect(
      message([.testTokens: zeros(4, 3, 2), .testLabels: zeros(4, 2)])
        == "testLabels.npy has shape (4, 2); labels.npy with outputs: 1 needs (4,)")
  }

  @Test func nonFiniteDataAreNamed() {
    #expect(message([.labels: NumPyArray([1, 2, .nan, 4])]) == "labels.npy holds nan at index [2]")
    #expect(
      message([.keyMatrix: NumPyArray(shape: [2, 2], elements: [1, .infinity, 0, 0])])
        == "keyMatrix.npy holds inf at index [0, 1]")
  }
}
