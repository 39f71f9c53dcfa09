internal import Foundation

/// Files to write where somebody may have put something else: a pipe, which would be waited for, or a device.
package enum RegularFile {
  private static let refusal = "it is no regular file"

  /// Opens a file without waiting, or makes it; no child has the descriptor but as one of its streams.
  ///
  /// Corresponds to `open`.
  ///
  /// - Parameters:
  ///   - path: The file's, or that of a link to one.
  ///   - flags: As of `open`.
  ///   - name: What errors call it instead of its path.
  /// - Returns: Its descriptor, for the caller to close.
  /// - Throws: `FileError.unwritable`, also for what is no regular file, and `FileError.diskFull`.
  package static func descriptor(
    _ path: String, _ flags: Int32, named name: String? = nil
  ) throws(FileError) -> Int32 {
    let name = name ?? path
    let descriptor = unsafe open(path, flags | O_CLOEXEC | O_NONBLOCK, 0o644)
    guard descriptor >= 0 else {
      // A pipe that nobody reads, or a socket.
      guard errno != ENXIO else { throw .unwritable(path: name, reason: refusal) }
      throw FileError(writing: name, NSError(domain: NSPOSIXErrorDomain, code: Int(errno)))
    }
    var found = stat()
    guard unsafe fstat(descriptor, &found) == 0, found.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .unwritable(path: name, reason: refusal)
    }
    return descriptor
  }
}
