internal import Foundation
internal import Reporting

/// A pipe nobody writes to: who holds its reading end learns that this process is gone.
struct Lifeline {
  let readingEnd: FileHandle
  // Open as long as this process lives or until it is cut, and in no other.
  private let writingEnd: FileHandle

  init() throws(FileError) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else {
      throw .unwritable(path: "a pipe", reason: unsafe String(cString: strerror(errno)))
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    readingEnd = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
    writingEnd = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
  }

  /// Lets everybody who holds the reading end believe that this process is gone.
  func cut() { try? writingEnd.close() }
}
