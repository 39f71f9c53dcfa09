package import Foundation
package import Reporting

/// What a run has finished so far, on disk, so that a run that is killed goes on where it was.
///
///     <parent>/.<name>.checkpoint/
///       digest            names the run whose pieces these are
///       again             if that run was finished when this was begun: it is being repeated
///       lock              held by the process that writes
///       <hash>.json       one piece: the SHA-256 of the rest, its key, its value as JSON
///
/// Pieces are named by key paths: ``section(_:)`` goes one level down. A piece is written under a temporary name,
/// synced and renamed, so it is there whole or not at all; one that was damaged since is computed again. Doubles
/// come back to the bit, infinities and −0 included.
public struct Checkpoint: Sendable {
  /// No piece that took less than this is worth a file, in seconds.
  package var shortestPiece = 0.1
  /// The least time between two states of one descent, in seconds.
  package var interval = 1.0
  /// The least time between them in units of what keeping one takes.
  package var restraint = 50.0

  /// Told of pieces that turn out to be damaged.
  package var warn: @Sendable (String) -> Void

  private let folder: URL
  private let lock: FileLock
  private let path: [String]

  /// Opens the checkpoint of a run, or begins one; pieces of another run are removed.
  ///
  /// - Returns: nil if another process is at it, which `warn` is told of.
  package init?(
    _ folder: URL, digest: String,
    warn: @escaping @Sendable (String) -> Void = { StandardError.write($0 + "\n") }
  ) throws(FileError) {
    guard let lock = try Self.lock(folder) else {
      warn("another process works on the same output: if this one is stopped, it cannot be gone on with")
      return nil
    }
    self.folder = folder
    self.warn = warn
    self.lock = lock
    path = []
    let name = folder.appendingPathComponent("digest")
    if (try? TextFile.read(name)) != digest + "\n" {
      // The digest last: until it is there, whatever stands here is nobody's.
      removePieces()
      try OutputFile.replace(name.path, with: digest + "\n")
    }
  }

  private static func lock(_ folder: URL) throws(FileError) -> FileLock? {
    let files = FileManager.default
    var attempts = 0
    while true {
      attempts += 1
      do { try files.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
        throw FileError(writing: folder.relativePath, error)
      }
      do throws(FileError) { return try FileLock(folder.appendingPathComponent("lock").path) } catch {
        // The process that was at it may have come to its end in between, and taken the folder away.
        // By now another one may have made it again.
        guard attempts < 100, error.isMissingFolder else { throw error }
      }
    }
  }

  private init(_ folder: URL, _ lock: FileLock) {
    (self.folder, self.lock, path) = (folder, lock, [])
    warn = { _ in }
  }

  private init(_ parent: Checkpoint, key: String) {
    (folder, lock, path) = (parent.folder, parent.lock, parent.path + [key])
    (shortestPiece, interval, restraint) = (parent.shortestPiece, parent.interval, parent.restraint)
    warn = parent.warn
  }

  /// The part of it for one piece of work; keys must differ within a section.
  public func section(_ key: String) -> Checkpoint { Checkpoint(self, key: key) }

  /// What was kept under this section's key path; nil if nothing was, or what is there is damaged.
  package func value<Value: Decodable>(_ type: Value.Type = Value.self) -> Value? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let parts = (try? TextFile.read(file))?.split(separator: "\n", maxSplits: 2)
    guard let parts, parts.count == 3, parts[1] == label,
      parts[0] == SHA256.hexadecimal("\(parts[1])\n\(parts[2])"),
      let value = try? Self.decoder.decode(Value.self, from: Data(parts[2].utf8))
    else {
      warn("a piece of the checkpoint is damaged and is computed again: \(label)")
      return nil
    }
    return value
  }

  /// Keeps a value under this section's key path, in place of what was there.
  ///
  /// - Throws: `FileError`, `FileError.diskFull` among them.
  package func keep(_ value: some Encodable) throws {
    let body = label + "\n" + String(decoding: try Self.encoder.encode(value), as: UTF8.self)
    try OutputFile.replace(file.path, with: SHA256.hexadecimal(body) + "\n" + body)
  }

  /// Whether anything was kept by any section.
  package var isEmpty: Bool {
    Self.pieces(in: folder).isEmpty
  }

  /// The names of the pieces in a checkpoint's folder; none if there is no folder.
  static func pieces(in folder: URL) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.wholeMatch(of: /[0-9a-f]{16}\.json/) != nil }
  }

  /// Says that the run is finished, and what is kept here is of a repetition that was asked for.
  func noteRepetition() throws(FileError) { try OutputFile.write("", to: again.path) }

  /// Removes the checkpoint of a finished run, which its process has left when it was killed at its end; not that of
  /// another run or of a repetition, which are still of use, and not one that a process is at.
  static func removeLeftover(_ folder: URL, digest: String) {
    func exists(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
    }
    func isLeftover() -> Bool {
      (try? TextFile.read(folder.appendingPathComponent("digest"))) == digest + "\n" && !exists(againName)
    }
    guard isLeftover(), let lock = try? lock(folder) else { return }
    // Once more, now that nobody else can change it; if it has gone, there is the folder made for the lock.
    if isLeftover() || !exists("digest") { Checkpoint(folder, lock).remove() }
  }

  /// Removes the whole of it, once it is of no use any more; a file that is not its own stays, and its folder with it.
  package func remove() {
    removePieces()
    for name in ["digest", "lock"] { unsafe unlink(folder.appendingPathComponent(name).path) }
    unsafe rmdir(folder.path)
  }

  private func removePieces() {
    unsafe unlink(again.path)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    where name.wholeMatch(of: /[0-9a-f]{16}\.json(\.new)?/) != nil {
      unsafe unlink(folder.appendingPathComponent(name).path)
    }
  }

  private var again: URL { folder.appendingPathComponent(Self.againName) }

  private static let againName = "again"

  private var label: String { path.joined(separator: " / ") }

  private var file: URL {
    folder.appendingPathComponent(SHA256.hexadecimal(label).prefix(16) + ".json")
  }

  private static let encoder = {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }()

  private static let decoder = {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }()
}
