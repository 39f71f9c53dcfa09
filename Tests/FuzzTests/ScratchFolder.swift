import Foundation

/// A folder of this process, for parsers that read files; it goes when the process ends.
struct ScratchFolder: Sendable {
  let url: URL

  /// Makes a folder of that name.
  init(_ name: String) {
    url = Self.root.appendingPathComponent(name, isDirectory: true)
    do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
      fatalError("\(error)")
    }
  }

  private static let root = {
    atexit { try? FileManager.default.removeItem(at: ScratchFolder.place) }
    return place
  }()

  private static let place = FileManager.default.temporaryDirectory.appendingPathComponent(
    "softmaxlab-fuzz-\(ProcessInfo.processInfo.processIdentifier)", isDirectory: true)

  /// Writes a file, also into a folder within.
  func store(_ bytes: [UInt8], as name: String) throws {
    let file = url.appendingPathComponent(name)
    if name.contains("/") {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    }
    // For these few bytes Foundation's own way costs several times as much.
    let descriptor = unsafe open(file.path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    defer { close(descriptor) }
    let written = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    guard written == bytes.count else { throw CocoaError(.fileWriteUnknown) }
  }

  /// Writes a text file.
  func store(_ text: String, as name: String) throws { try store(Array(text.utf8), as: name) }

  func remove(_ name: String) { try? FileManager.default.removeItem(at: url.appendingPathComponent(name)) }
}
