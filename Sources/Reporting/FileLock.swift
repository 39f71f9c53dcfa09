internal import Foundation

/// An advisory lock on a file: held until it is let go of, or until the process ends, however it ends.
///
/// The file itself stays. Child processes do not inherit the lock.
public final class FileLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock if nobody holds it, without waiting; makes the file if there is none.
  ///
  /// - Returns: nil if another process, or another lock of this one, holds it.
  /// - Throws: `FileError.unwritable` if there can be no such file.
  public init?(_ path: String) throws(FileError) {
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw FileError(writing: path, NSError(domain: NSPOSIXErrorDomain, code: Int(errno)))
    }
    // A file system without locks gives another error; nobody can be kept out there.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      return nil
    }
  }

  deinit { close(descriptor) }
}
