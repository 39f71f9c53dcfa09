internal import Foundation
package import Reporting

/// Where a command prints: results on stdout, all else on stderr.
package final class Console {
  private let standardOutput: (String) throws -> Void
  private let standardError: (String) -> Void
  private var readerIsGone = false

  /// The process's own streams, unless a test wants to read along.
  package init(
    standardOutput: @escaping (String) throws -> Void = {
      try FileHandle.standardOutput.write(contentsOf: Data($0.utf8))
    }, standardError: @escaping (String) -> Void = StandardError.write
  ) {
    self.standardOutput = standardOutput
    self.standardError = standardError
  }

  /// Prints a line of the result. A reader that has gone away is no error; a full disk is.
  package func print(_ text: String) throws(FileError) {
    guard !readerIsGone else { return }
    do { try standardOutput(text.hasSuffix("\n") ? text : text + "\n") } catch {
      let error = FileError(writing: "standard output", error)
      guard !error.isBrokenPipe else {
        readerIsGone = true
        return
      }
      throw error
    }
  }

  /// Prints a line for the person at the terminal.
  package func say(_ text: String) { standardError(text.hasSuffix("\n") ? text : text + "\n") }
}
