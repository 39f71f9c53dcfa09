package import Foundation
internal import Reporting

/// Where an instrument may write.
package enum InstrumentOutput {
  /// Refuses a place that is taken, unless it may be replaced; and at any rate one that holds what is read.
  ///
  /// - Throws: `FileError.exists`, ``InstrumentError/outputHoldsInput(output:input:)``.
  package static func check(_ output: URL, replacing: Bool, inputs: [URL] = []) throws {
    let place = output.standardizedFileURL.resolvingSymlinksInPath().pathComponents
    for input in inputs
    where input.standardizedFileURL.resolvingSymlinksInPath().pathComponents.starts(with: place) {
      throw InstrumentError.outputHoldsInput(output: output.relativePath, input: input.relativePath)
    }
    let files = FileManager.default
    guard files.fileExists(atPath: output.path) else { return }
    // What is no folder cannot be replaced by one, however much it is wished.
    guard let names = try? files.contentsOfDirectory(atPath: output.path) else {
      throw FileError.unwritable(path: output.relativePath, reason: "it is not a folder")
    }
    guard replacing || names.allSatisfy(RunFolder.systemFiles.contains) else {
      throw FileError.exists(path: output.relativePath)
    }
  }
}
