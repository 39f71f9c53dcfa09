import Foundation
import LinearAlgebra
import TeacherStudent
import Testing

@Suite struct DatasetWritingTests {
  private func dataset(_ change: (inout DatasetSpecification) -> Void = { _ in }) throws -> Dataset {
    try Dataset(
      DatasetSpecification().with {
        ($0.samples, $0.tokens, $0.dimension) = (4, 3, 5)
        change(&$0)
      })
  }

  private func write(_ dataset: Dataset, to folder: URL, replacing: Bool = false) throws {
    try dataset.write(to: folder, certificate: DatasetCertificate(dataset), replacing: replacing)
  }

  private func contents(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  /// What is written is read back, bit for bit, for every kind of dataset.
  @Test func readingInvertsWriting() throws {
    let datasets = [
      try dataset(), try dataset { $0.keys = .identity }, try dataset { $0.keys = .gaussian },
      try dataset { ($0.outputs, $0.testSamples, $0.labelNoise) = (3, 2, 1) },
      Dataset(tokens: Fixture.tokens(), labels: Matrix(rows: 1, columns: 3, storage: [1, 2, 3])),
    ]
    for dataset in datasets {
      try Fixture.withTemporaryFolder { folder in
        let target = folder.appendingPathComponent("new/dataset")
        try write(dataset, to: target)
        let copy = try Dataset(directory: target)
        #expect(copy.tokens == dataset.tokens && copy.keyMatrix == dataset.keyMatrix)
        #expect(copy.labels == dataset.labels && copy.test == dataset.test)
        #expect(copy.teacherPrompt == dataset.teacherPrompt && copy.teacherValue == dataset.teacherValue)
        let json = try Data(contentsOf: target.appendingPathComponent("certificate.json"))
        #expect(try DatasetCertificate(json: json) == DatasetCertificate(dataset))
      }
    }
  }

  /// The files and shapes that scripts rely on.
  @Test func filesHaveTheAgreedShapes() throws {
    try Fixture.withTemporaryFolder { folder in
      try write(try dataset(), to: folder)
      #expect(
        try contents(folder) == [
          "certificate.json", "keyMatrix.npy", "labels.npy", "teacherPrompt.npy", "teacherValue.npy",
          "tokens.npy",
        ])
      for (name, shape) in [
        ("tokens", [4, 3, 5]), ("keyMatrix", [5, 5]), ("labels", [4]), ("teacherPrompt", [5]),
        ("teacherValue", [5]),
      ] {
        _ = try NumPyFile.read(folder.appendingPathComponent(name + ".npy"), shape: shape)
      }
    }
  }

  @Test func refusesToOverwriteUnlessAsked() throws {
    try Fixture.withTemporaryFolder { folder in
      let first = try dataset { $0.testSamples = 2 }
      let notes = folder.appendingPathComponent("notes.txt")
      try Data("mine".utf8).write(to: notes)
      try write(first, to: folder)
      let second = try dataset { $0.seed = 1 }
      let tokens = folder.appendingPathComponent("tokens.npy").path
      #expect(throws: DatasetDirectoryError.alreadyExists(path: tokens)) { try write(second, to: folder) }
      #expect(try Dataset(directory: folder).tokens == first.tokens)
      try write(second, to: folder, replacing: true)
      let copy = try Dataset(directory: folder)
      // The first dataset's test split is gone, a stranger's file is not.
      #expect(copy.tokens == second.tokens && copy.test == nil)
      #expect(try String(contentsOf: notes, encoding: .utf8) == "mine")
      #expect(try contents(folder).allSatisfy { !$0.hasPrefix(".partial") })
    }
  }

  @Test func namesAFolderThatCannotBeMade() throws {
    try Fixture.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("file")
      try Data().write(to: file)
      for target in [file, file.appendingPathComponent("inside")] {
        let error = #expect(throws: DatasetDirectoryError.self) { try write(try dataset(), to: target) }
        #expect(error?.description == "cannot write \(target.path): a part of its path is not a directory")
      }
      #expect(try contents(folder) == ["file"])
    }
  }
}
