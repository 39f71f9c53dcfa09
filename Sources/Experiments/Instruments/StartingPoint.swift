internal import Foundation
internal import LinearAlgebra
internal import TeacherStudent

/// A user's own starting point: `initialPrompt.npy` (d) and `initialValue.npy` (d, or d × m), one or both.
struct StartingPoint {
  private(set) var prompt: [Double]?
  private(set) var value: Matrix?

  /// Nothing given.
  init() {}

  /// Reads a folder; `dataset` says which shapes fit.
  ///
  /// - Throws: ``InstrumentError``, `NumPyFileError`.
  init(directory: URL, for dataset: Dataset) throws {
    let files = FileManager.default
    guard (try? files.contentsOfDirectory(atPath: directory.path)) != nil else {
      throw InstrumentError.noFolder(argument: "--init \(directory.relativePath)")
    }
    let (d, outputs) = (dataset.tokens.dimension, dataset.outputs)
    let having = "tokens.npy with shape \(NumPyArray.text(dataset.tokens.shape))"
    func read(_ name: String, _ shapes: [[Int]], _ needs: String) throws -> [Double]? {
      let file = directory.appendingPathComponent(name)
      guard files.fileExists(atPath: file.path) else { return nil }
      let array = try NumPyFile.read(file)
      guard shapes.contains(array.shape) else {
        throw NumPyFileError(
          file: file.path, fault: .shapeMismatch(shape: array.shape, requirement: needs))
      }
      return array.elements
    }
    prompt = try read("initialPrompt.npy", [[d]], "\(having) needs \(NumPyArray.text([d]))")
    let shape = outputs == 1 ? [d] : [d, outputs]
    let needs = "\(having) and labels.npy with outputs: \(outputs) need \(NumPyArray.text(shape))"
    value = try read("initialValue.npy", [shape, [d, outputs]], needs).map {
      Matrix(rows: outputs, columns: d, storage: $0).transposed()
    }
    if prompt == nil, value == nil { throw InstrumentError.noStartingPoint(folder: directory.relativePath) }
  }
}
