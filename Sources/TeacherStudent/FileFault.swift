internal import Foundation

/// Foundation's file errors in a few plain words.
enum FileFault {
  /// Whether there was no room left, on the device or in the user's share of it.
  static func isDiskFull(_ error: any Error) -> Bool {
    guard let error = error as? CocoaError else { return false }
    let cause = (error.underlying as? POSIXError)?.code
    return error.code == .fileWriteOutOfSpace || cause == .ENOSPC || cause == .EDQUOT
  }

  /// Whether it is a pipe, which would be waited for.
  static func isPipe(_ url: URL) -> Bool {
    var found = stat()
    return unsafe stat(url.path, &found) == 0 && found.st_mode & S_IFMT == S_IFIFO
  }

  /// Why an operation on a file failed.
  static func reason(_ error: any Error, _ url: URL) -> String {
    if (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true {
      return "it is a directory"
    }
    // Foundation knows no code of its own for a path that leads through a file.
    if let cause = (error as? CocoaError)?.underlying as? POSIXError, cause.code == .ENOTDIR {
      return "a part of its path is not a directory"
    }
    switch (error as? CocoaError)?.code {
    case .fileReadNoSuchFile?, .fileNoSuchFile?: return "no such file or directory"
    case .fileReadNoPermission?, .fileWriteNoPermission?: return "permission denied"
    case .fileWriteOutOfSpace?: return "no space left on the device"
    case .fileWriteVolumeReadOnly?: return "the file system is read-only"
    case .fileReadTooLarge?: return "it is too large"
    default: return error.localizedDescription
    }
  }
}
