internal import Foundation

/// An advisory lock on a file: held until it is let go of, or until the process ends, however it ends.
///
/// The file itself stays. Child processes do not inherit the lock.
public final class FileLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock if nobody holds it; makes the file if there is none.
  ///
  /// - Parameters:
  ///   - path: The file's.
  ///   - waits: Whether to wait as long as another process, or another lock of this one, holds it.
  /// - Returns: nil if it is held and that is not waited for.
  /// - Throws: `FileError.unwritable` if there can be no such file.
  public init?(_ path: String, waits: Bool = false) throws(FileError) {
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw FileError(writing: path, NSError(domain: NSPOSIXErrorDomain, code: Int(errno)))
    }
    // A file system without locks gives another error; nobody can be kept out there.
    while flock(descriptor, waits ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
      guard errno != EINTR else { continue }
      guard errno == EWOULDBLOCK else { return }
      // The descriptor is closed by deinit, which runs though there will be no lock.
      return nil
    }
  }

  /// Whether a process, this one or another, holds the lock.
  ///
  /// For a moment that keeps others from taking it.
  public static func isHeld(_ path: String) -> Bool {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  deinit { close(descriptor) }
}
