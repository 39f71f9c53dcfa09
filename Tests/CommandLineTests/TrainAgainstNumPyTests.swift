import ExperimentSupport
import Foundation
import Reporting
import TeacherStudent
import Testing

/// `train` on files NumPy wrote against trajectories NumPy computed; the recipe is numpy_trajectories.py.
@Suite struct TrainAgainstNumPyTests {
  /// The fixture of the module beneath: a dataset, a starting point, and what came of it.
  private static let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("AttentionTests/Fixtures", isDirectory: true)
  private static let rules = [
    "gradient-descent", "heavy-ball", "nesterov", "rmsprop", "adagrad", "adam", "adamw",
  ]

  /// Relative deviations above 1e-10 of the losses and the final parameters, in words.
  private func violations(
    _ name: String, of expected: String, parameters: String, _ file: String
  ) throws -> [String] {
    let text = try String(
      contentsOf: Self.fixture.appendingPathComponent("numpy_trajectories.json"), encoding: .utf8)
    let index = try #require(JSON5.parse(text).value.elements)
    let row = try #require(index.firstIndex { $0["optimizer"]?.text == expected })
    let rate = try #require(index[row]["learningRate"]?.number)
    func expectation(_ kind: String) throws -> (steps: Int, values: ArraySlice<Double>) {
      let array = try NumPyFile.read(Self.fixture.appendingPathComponent("\(kind)_\(file).npy"))
      let size = array.elements.count / index.count
      return (array.shape[1], array.elements[row * size..<(row + 1) * size])
    }
    let losses = try expectation("losses")
    let trajectory = try expectation("parameters").values
    return try Scratch.folder { folder in
      let result = try Executable.run(
        [
          "train", Self.fixture.path, "--init", Self.fixture.path, "--optimizer", name, "--learning-rate",
          "\(rate)", "--steps", "\(losses.steps - 1)", "--parameters", parameters, "--out", "out",
        ], in: folder)
      guard result.code == 0 else { return [result.errors] }
      let out = folder.appendingPathComponent("out")
      let lines = try String(contentsOf: out.appendingPathComponent("curves.csv"), encoding: .utf8)
        .split(separator: "\n").map { $0.split(separator: ",") }
      let column = try #require(lines[0].firstIndex(of: "loss"))
      let found = lines.dropFirst().map { Double($0[column]) ?? .nan }
      guard found.count == losses.steps else { return ["\(found.count) rows"] }
      let prompt = try NumPyFile.read(out.appendingPathComponent("prompt_0.npy"))
      let value = try NumPyFile.read(out.appendingPathComponent("value_0.npy"))
      let model = prompt.elements + (parameters == "prompt" ? [] : value.elements)
      return zip(found + model, Array(losses.values) + trajectory.suffix(model.count)).enumerated()
        .filter { !(abs($1.0 - $1.1) <= 1e-10 * abs($1.1)) }
        .map { "\(name), \(parameters), \($0): \($1.0), not \($1.1)" }
    }
  }

  @Test(arguments: rules, [("prompt", "prompt"), ("prompt,value", "promptAndValue")])
  func theTrajectoriesAgree(_ name: String, _ trained: (option: String, file: String)) throws {
    let violations = try violations(name, of: name, parameters: trained.option, trained.file)
    #expect(violations.isEmpty, "\(violations.first ?? "")")
  }

  /// The comparison must notice a rule that is another one, however near.
  @Test(arguments: [("nesterov", "heavy-ball"), ("adam", "adamw"), ("amsgrad", "rmsprop")])
  func anotherRuleIsNoticed(_ name: String, _ expected: String) throws {
    let violations = try violations(name, of: expected, parameters: "prompt,value", "promptAndValue")
    #expect(violations.count > 50)
  }
}
