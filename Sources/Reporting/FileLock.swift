internal import Foundation

/// An advisory lock on a file: held until it is let go of, or until the process ends, however it ends.
///
/// The file itself stays; where its holder removes it, the next one makes another. Child processes do not inherit the
/// lock.
public final class FileLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock if nobody holds it; makes the file if there is none.
  ///
  /// - Parameters:
  ///   - path: The file's.
  ///   - waits: Whether to wait as long as another process, or another lock of this one, holds it. Nothing but the
  ///     lock ends that, no signal either that has a handler.
  /// - Returns: nil if it is held and that is not waited for.
  /// - Throws: `FileError.unwritable` if there can be no such file, or if what is there is none.
  public init?(_ path: String, waits: Bool = false) throws(FileError) {
    guard let descriptor = try Self.lock(path, waits) else { return nil }
    self.descriptor = descriptor
  }

  /// Takes the lock, and waits as long as another process, or another lock of this one, holds it; makes the file if
  /// there is none.
  ///
  /// - Parameters:
  ///   - path: The file's.
  ///   - shouldStop: Asked many times a second while it is waited for: whether to wait no longer.
  /// - Returns: nil if it is waited for no longer.
  /// - Throws: `FileError.unwritable` if there can be no such file, or if what is there is none.
  public init?(_ path: String, waitsUnless shouldStop: () -> Bool) throws(FileError) {
    while true {
      if let descriptor = try Self.lock(path, false) {
        self.descriptor = descriptor
        return
      }
      if shouldStop() { return nil }
      Thread.sleep(forTimeInterval: 0.02)
    }
  }

  /// Opens and locks the file.
  ///
  /// - Parameter isFile: Whether a descriptor is that of the file at a path.
  static func lock(
    _ path: String, _ waits: Bool, isFile: (Int32, String) -> Bool = isFile
  ) throws(FileError) -> Int32? {
    for round in 1... {
      let descriptor = try RegularFile.descriptor(path, O_RDWR | O_CREAT)
      while flock(descriptor, waits ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
        guard errno != EINTR else { continue }
        // A file system without locks gives another error; nobody can be kept out there.
        guard errno == EWOULDBLOCK else { return descriptor }
        close(descriptor)
        return nil
      }
      // A file system that numbers a file anew each time would never agree: there it is as if it had no locks.
      if isFile(descriptor, path) || round == 100 { return descriptor }
      // The last holder has removed the file meanwhile: a lock on it keeps out nobody who comes now.
      close(descriptor)
    }
    return nil
  }

  private static func isFile(_ descriptor: Int32, at path: String) -> Bool {
    var (own, found) = (stat(), stat())
    guard unsafe fstat(descriptor, &own) == 0, unsafe stat(path, &found) == 0 else { return false }
    return own.st_ino == found.st_ino && own.st_dev == found.st_dev
  }

  /// Whether a process, this one or another, holds the lock; nobody holds what is no file.
  ///
  /// For a moment that keeps others from taking it.
  public static func isHeld(_ path: String) -> Bool {
    guard let descriptor = try? RegularFile.descriptor(path, O_RDONLY) else { return false }
    defer { Self.release(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  deinit { Self.release(descriptor) }

  /// Not by closing alone: a child that another thread is about to start has a copy of the descriptor until its program
  /// begins, and with it the lock.
  private static func release(_ descriptor: Int32) {
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
