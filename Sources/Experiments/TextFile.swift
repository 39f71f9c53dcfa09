package import Foundation
package import Reporting

/// Text files, read whole.
///
/// What the program has written is a file. What a user names may be a pipe or a device as well, such as a shell's <(…),
/// and is read no further than to a limit: /dev/zero has no end.
package enum TextFile {
  /// The longest text that is read of a user's, in bytes.
  package static let limit = 2_000_000_000

  // MARK: - The program's

  /// The text of a file that the program wrote, or should have: a pipe, which would be waited for, is none.
  ///
  /// - Parameter url: The file, or a link to it; errors name it by its path.
  /// - Throws: `FileError.unreadable`.
  package static func read(_ url: URL) throws(FileError) -> String {
    let source = url.relativePath
    guard isRegular(url) != false else {
      throw .unreadable(path: source, reason: "it is no regular file")
    }
    let data: Data
    do { data = try Data(contentsOf: url) } catch { throw FileError(reading: source, error) }
    return try text(data, source)
  }

  /// The JSON or JSON5 in such a file.
  ///
  /// - Throws: `FileError`, ``SpecificationError/syntax(source:_:)``.
  static func readJSON(_ url: URL) throws -> JSONValue { try json(read(url), source: url.relativePath) }

  /// Whether it is a file, or a link to one, and not a folder, a pipe or a device; nil if there is nothing.
  static func isRegular(_ url: URL) -> Bool? {
    var found = stat()
    guard unsafe stat(url.path, &found) == 0 else { return nil }
    return found.st_mode & S_IFMT == S_IFREG
  }

  // MARK: - The user's

  /// The text of a file that a user names.
  ///
  /// - Parameters:
  ///   - url: The file, pipe or device; errors name it by its path.
  ///   - limit: The greatest length, in bytes; of what is longer no more than one byte beyond is waited for.
  /// - Throws: `FileError.unreadable`.
  package static func readInput(_ url: URL, limit: Int = limit) throws(FileError) -> String {
    let source = url.relativePath
    let handle: FileHandle
    do { handle = try FileHandle(forReadingFrom: url) } catch { throw FileError(reading: source, error) }
    return try read(handle, source, limit: limit)
  }

  /// The text of the file at `path`, or of standard input for "-", and what errors call it.
  ///
  /// - Parameter path: As on the command line.
  /// - Throws: `FileError.unreadable`.
  package static func readInput(_ path: String) throws(FileError) -> (text: String, source: String) {
    guard path == "-" else { return (try readInput(URL(fileURLWithPath: path)), path) }
    let source = "standard input"
    return (try read(.standardInput, source, limit: limit), source)
  }

  /// The JSON or JSON5 in a text.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - source: What errors call it.
  /// - Throws: ``SpecificationError/syntax(source:_:)``.
  static func json(_ text: String, source: String) throws(SpecificationError) -> JSONValue {
    do { return try JSON5.parse(text).value } catch { throw .syntax(source: source, error) }
  }

  private static func read(_ handle: FileHandle, _ source: String, limit: Int) throws(FileError) -> String {
    let tooLong = FileError.unreadable(path: source, reason: "it is longer than \(size(limit))")
    var found = stat()
    if unsafe fstat(handle.fileDescriptor, &found) == 0 {
      let kind = found.st_mode & S_IFMT
      if kind == S_IFDIR { throw .unreadable(path: source, reason: "it is a directory") }
      // Of standard input somebody else may have read a part.
      let rest = Int(found.st_size) - ((try? handle.offset()).flatMap { Int(exactly: $0) } ?? 0)
      if kind == S_IFREG, rest > limit { throw tooLong }
    }
    var data = Data()
    do {
      while data.count <= limit, let more = try handle.read(upToCount: min(1 << 20, limit + 1 - data.count)),
        !more.isEmpty
      {
        data.append(more)
      }
    } catch { throw FileError(reading: source, error) }
    guard data.count <= limit else { throw tooLong }
    return try text(data, source)
  }

  // MARK: - Either's

  private static func text(_ data: Data, _ source: String) throws(FileError) -> String {
    guard let text = String(data: data, encoding: .utf8) else {
      throw .unreadable(path: source, reason: "not UTF-8 text")
    }
    return text
  }

  private static func size(_ bytes: Int) -> String {
    bytes.isMultiple(of: 1_000_000_000) ? "\(bytes / 1_000_000_000) GB" : "\(bytes) bytes"
  }
}
