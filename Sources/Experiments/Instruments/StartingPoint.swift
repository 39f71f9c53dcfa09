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
    let files = try ParameterFiles(directory: directory, argument: "--init", for: dataset)
    prompt = try files.prompt("initialPrompt.npy")
    value = try files.value("initialValue.npy")
    if prompt == nil, value == nil { throw InstrumentError.noStartingPoint(folder: directory.relativePath) }
  }
}
