internal import Foundation

/// A file being written piece by piece.
public struct OutputFile {
  private let path: String
  private let handle: FileHandle

  /// Makes the file, or empties it.
  public init(_ path: String) throws(FileError) {
    self.path = path
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw FileError(writing: path, NSError(domain: NSPOSIXErrorDomain, code: Int(errno)))
    }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Appends text.
  public func write(_ text: String) throws(FileError) {
    do { try handle.write(contentsOf: Data(text.utf8)) } catch { throw FileError(writing: path, error) }
  }

  /// Ends the file; a full disk may show only now.
  public func close() throws(FileError) {
    do { try handle.close() } catch { throw FileError(writing: path, error) }
  }

  /// Writes a whole file.
  public static func write(_ text: String, to path: String) throws(FileError) {
    let file = try OutputFile(path)
    try file.write(text)
    try file.close()
  }

  /// Writes a whole file under a temporary name, makes sure of it and renames it: whatever happens meanwhile, the
  /// old text or the new one stands at `path`, never half of one.
  ///
  /// - Parameters:
  ///   - path: Where.
  ///   - text: What.
  ///   - isDurable: Whether to wait until the text is on the disk. Without, a machine that fails within the next seconds
  ///     may leave the file empty, which is enough for what is made again at no cost.
  public static func replace(_ path: String, with text: String, isDurable: Bool = true) throws(FileError) {
    let temporary = path + ".new"
    do throws(FileError) {
      let file = try OutputFile(temporary)
      try file.write(text)
      if isDurable { try file.synchronize() }
      try file.close()
      guard unsafe rename(temporary, path) == 0 else {
        throw FileError(writing: path, NSError(domain: NSPOSIXErrorDomain, code: Int(errno)))
      }
    } catch {
      unsafe unlink(temporary)
      throw error
    }
  }

  private func synchronize() throws(FileError) {
    do { try handle.synchronize() } catch { throw FileError(writing: path, error) }
  }
}
