internal import Foundation
internal import Reporting

/// A pipe nobody writes to: who holds its reading end learns that this process is gone.
struct Lifeline {
  let readingEnd: FileHandle
  // Open as long as this process lives or until it is cut, and in no other.
  private let writingEnd: FileHandle

  init() throws(FileError) {
    (readingEnd, writingEnd) = try ChildProcess.pipe()
  }

  /// Lets everybody who holds the reading end believe that this process is gone.
  func cut() { try? writingEnd.close() }
}
