internal import Foundation
internal import LinearAlgebra
internal import TeacherStudent

/// A folder with prompts (d) and values (d, or d × m) that must fit a dataset.
struct ParameterFiles {
  let directory: URL
  private let d: Int
  private let outputs: Int
  private let having: String

  /// The folder; `argument` is the option it was given by.
  ///
  /// - Throws: ``InstrumentError/noFolder(argument:)``.
  init(directory: URL, argument: String, for dataset: Dataset) throws {
    guard (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) != nil else {
      throw InstrumentError.noFolder(argument: "\(argument) \(directory.relativePath)")
    }
    self.directory = directory
    (d, outputs) = (dataset.tokens.dimension, dataset.outputs)
    having = "tokens.npy with shape \(NumPyArray.text(dataset.tokens.shape))"
  }

  /// Whether there is a file of this name.
  func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: directory.appendingPathComponent(name).path)
  }

  /// The prompt in a file, or nil if there is no such file.
  func prompt(_ name: String) throws -> [Double]? {
    try read(name, [[d]], "\(having) needs \(NumPyArray.text([d]))")
  }

  /// The value vectors in a file, or nil if there is no such file.
  func value(_ name: String) throws -> Matrix? {
    let shape = outputs == 1 ? [d] : [d, outputs]
    let needs = "\(having) and labels.npy with outputs: \(outputs) need \(NumPyArray.text(shape))"
    return try read(name, [shape, [d, outputs]], needs).map {
      Matrix(rows: outputs, columns: d, storage: $0).transposed()
    }
  }

  private func read(_ name: String, _ shapes: [[Int]], _ needs: String) throws -> [Double]? {
    guard has(name) else { return nil }
    let file = directory.appendingPathComponent(name)
    let array = try NumPyFile.read(file)
    guard shapes.contains(array.shape) else {
      throw NumPyFileError(
        file: file.path, fault: .shapeMismatch(shape: array.shape, requirement: needs))
    }
    return array.elements
  }
}
