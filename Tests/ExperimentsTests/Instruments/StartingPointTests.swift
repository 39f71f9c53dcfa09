import Attention
import Experiments
import Foundation
import TeacherStudent
import Testing

@Suite struct StartingPointTests {
  /// Trains no step from a starting point of these arrays.
  private func withStart(
    _ arrays: [String: NumPyArray],
    _ body: (SmallData, (inout TrainInstrument.Options) -> Void) throws -> Void
  ) throws {
    try SmallData.with { small in
      let start = small.folder.appendingPathComponent("start")
      try FileManager.default.createDirectory(at: start, withIntermediateDirectories: true)
      for (name, array) in arrays { try NumPyFile.write(array, to: start.appendingPathComponent(name)) }
      try body(small) { $0.startingPoint = start }
    }
  }

  @Test func whatIsGivenIsWhereTheTrainingStarts() throws {
    let (prompt, value) = (NumPyArray([1, 2, 3]), NumPyArray([4, 5, 6]))
    try withStart(["initialPrompt.npy": prompt, "initialValue.npy": value]) { small, from in
      _ = try small.train(steps: 0, from)
      #expect(try small.output("prompt_0.npy") == prompt)
      #expect(try small.output("value_0.npy") == value)
    }
  }

  @Test func whatIsNotGivenIsDrawnFromTheSeed() throws {
    try withStart(["initialPrompt.npy": NumPyArray([1, 2, 3])]) { small, from in
      _ = try small.train(steps: 0, from)
      let drawn = try small.output("value_0.npy")
      #expect(try small.output("prompt_0.npy") == NumPyArray([1, 2, 3]))
      _ = try small.train(steps: 0) { $0.startingPoint = nil }
      #expect(try small.output("value_0.npy") == drawn)
      #expect(try small.output("prompt_0.npy") != NumPyArray([1, 2, 3]))
      _ = try small.train(steps: 0) { $0.seed = 1 }
      #expect(try small.output("value_0.npy") != drawn)
    }
  }

  @Test func aFrozenValueStaysAtTheGivenOne() throws {
    let value = NumPyArray([4, 5, 6])
    try withStart(["initialValue.npy": value]) { small, from in
      _ = try small.train {
        from(&$0)
        $0.trained = .prompt
      }
      #expect(try small.output("value_0.npy") == value)
    }
  }

  @Test func valueVectorsOfSeveralOutputsAreInCOrder() throws {
    let value = NumPyArray(shape: [3, 2], elements: [1, 2, 3, 4, 5, 6])
    try SmallData.with({ $0.outputs = 2 }) { small in
      try NumPyFile.write(value, to: small.data.appendingPathComponent("initialValue.npy"))
      _ = try small.train(steps: 0) { $0.startingPoint = small.data }
      #expect(try small.output("value_0.npy") == value)
    }
  }

  @Test func mistakes() throws {
    try withStart(["initialPrompt.npy": NumPyArray([1, 2])]) { small, from in
      #expect(
        small.complaint(from).hasSuffix(
          "initialPrompt.npy has shape (2,); tokens.npy with shape (8, 4, 3) needs (3,)"))
    }
    try withStart(["initialValue.npy": NumPyArray(shape: [3, 2], elements: Array(repeating: 0, count: 6))]) {
      #expect($0.complaint($1).hasSuffix("labels.npy with outputs: 1 need (3,)"))
    }
    try withStart(["initialValue.npy": NumPyArray([1, .infinity, 0])]) {
      #expect($0.complaint($1).hasSuffix("initialValue.npy holds inf at index [1]"))
    }
    try withStart([:]) {
      #expect($0.complaint($1).hasSuffix("neither initialPrompt.npy nor initialValue.npy"))
    }
    try SmallData.with { small in
      let nowhere = small.folder.appendingPathComponent("nowhere")
      let complaint = small.complaint { $0.startingPoint = nowhere }
      #expect(complaint.hasSuffix("nowhere: there is no folder of that name"))
    }
  }
}
