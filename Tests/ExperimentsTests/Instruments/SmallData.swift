import ExperimentSupport
import Experiments
import Foundation
import LinearAlgebra
import Optimizers
import Reporting
import TeacherStudent

/// Data small enough for a training in a millisecond, and trainings on them.
struct SmallData {
  /// A scratch folder with the data in `data`.
  let folder: URL

  var data: URL { folder.appendingPathComponent("data") }
  var out: URL { folder.appendingPathComponent("out") }

  /// Writes generated data of 8 samples, 4 tokens and 3 dimensions into a scratch folder.
  static func with(
    _ change: (inout DatasetSpecification) -> Void = { _ in }, _ body: (SmallData) throws -> Void
  ) throws {
    try Scratch.folder { folder in
      var specification = DatasetSpecification()
      (specification.samples, specification.tokens, specification.dimension) = (8, 4, 3)
      change(&specification)
      let small = SmallData(folder: folder)
      _ = try GenerateInstrument.run(specification, to: small.data)
      try body(small)
    }
  }

  /// Replaces or removes a file of the data.
  func put(_ array: NumPyArray?, _ name: String) throws {
    let url = data.appendingPathComponent(name)
    try? FileManager.default.removeItem(at: url)
    if let array { try NumPyFile.write(array, to: url) }
  }

  /// Gradient descent on the data.
  func train(
    rates: [Double] = [0.1], steps: Int = 4, _ change: (inout TrainInstrument.Options) -> Void = { _ in }
  ) throws -> JSONValue {
    var options = TrainInstrument.Options(
      data: data, optimizer: AnyOptimizer(GradientDescent()), learningRates: rates, steps: steps, out: out)
    options.force = true
    options.interruption = { nil }
    change(&options)
    return try TrainInstrument.run(options)
  }

  /// What training complains of.
  func complaint(_ change: (inout TrainInstrument.Options) -> Void = { _ in }) -> String {
    do { _ = try train(change) } catch { return "\(error)" }
    return "none"
  }

  /// An array written by a training.
  func output(_ name: String) throws -> NumPyArray {
    try NumPyFile.read(out.appendingPathComponent(name), requireFinite: false)
  }

  /// A column of curves.csv.
  func column(_ name: String) throws -> [Double] {
    let text = try String(contentsOf: out.appendingPathComponent("curves.csv"), encoding: .utf8)
    let lines = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    let index = lines[0].firstIndex(of: name) ?? 0
    return lines.dropFirst().map { Double($0[index]) ?? .nan }
  }
}
