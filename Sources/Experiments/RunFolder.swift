internal import Foundation
internal import Reporting

/// The folder of one run: filled under a temporary name, and given its own when it is complete.
struct RunFolder {
  /// What stands at a run's place already.
  enum State: Equatable {
    case absent
    /// A finished run of that digest.
    case finished
    /// A run of ours that is not of that digest, or not finished.
    case otherRun
    /// Anything else that is not an empty folder.
    case foreign
  }

  static let marker = "DONE"

  /// Where the run will stand.
  let destination: URL
  /// Where it is filled.
  let temporary: URL
  /// Where the finished pieces of the run are kept until it is complete.
  let checkpoint: URL
  /// The parents that were not there before, the innermost first.
  private var madeParents: [URL] = []

  init(destination: URL) {
    self.destination = destination
    let (parent, name) = (destination.deletingLastPathComponent(), destination.lastPathComponent)
    temporary = parent.appendingPathComponent(
      ".\(name).\(ProcessInfo.processInfo.processIdentifier).partial", isDirectory: true)
    checkpoint = parent.appendingPathComponent(".\(name).checkpoint", isDirectory: true)
  }

  static func state(of folder: URL, digest: String) -> State {
    let files = FileManager.default
    guard files.fileExists(atPath: folder.path) else { return .absent }
    guard let names = try? files.contentsOfDirectory(atPath: folder.path) else { return .foreign }
    if names.isEmpty { return .absent }
    let done = try? String(contentsOf: folder.appendingPathComponent(marker), encoding: .utf8)
    if done?.trimmingCharacters(in: .whitespacesAndNewlines) == digest { return .finished }
    return names.contains("spec.json") && names.contains("provenance.json") ? .otherRun : .foreign
  }

  /// Makes the temporary folder.
  ///
  /// - Throws: `FileError.unwritable` if the place cannot be written.
  mutating func create() throws(FileError) {
    var parent = temporary.deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: parent.path), parent.path != "/" {
      madeParents.append(parent)
      parent = parent.deletingLastPathComponent()
    }
    do {
      try? FileManager.default.removeItem(at: temporary)
      removeRemains()
      try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    } catch { throw FileError(writing: destination.relativePath, error) }
  }

  /// Removes the temporary folder, and the parents made for it if nothing else came to stand in them.
  func discard() {
    try? FileManager.default.removeItem(at: temporary)
    for parent in madeParents { guard unsafe rmdir(parent.path) == 0 else { return } }
  }

  /// As above, after an error.
  ///
  /// Finished pieces stay where going on from them may succeed.
  ///
  /// - Returns: The error to end with; an interruption says whether pieces were kept.
  func discard(keeping checkpoint: Checkpoint?, after error: any Error) -> any Error {
    let canGoOn = error is Interruption || error is FileError
    let isKept = canGoOn && checkpoint.map { !$0.isEmpty } ?? false
    if !isKept { checkpoint?.remove() }
    discard()
    guard let interruption = error as? Interruption, isKept else { return error }
    return interruption.withPiecesKept
  }

  /// Removes the temporary folders of processes that were killed.
  private func removeRemains() {
    let parent = destination.deletingLastPathComponent()
    let prefix = ".\(destination.lastPathComponent)."
    for name in (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    where name.hasPrefix(prefix) && name.hasSuffix(".partial") {
      guard let process = pid_t(name.dropFirst(prefix.count).dropLast(".partial".count)) else { continue }
      if !Self.isAlive(process) {
        try? FileManager.default.removeItem(at: parent.appendingPathComponent(name))
      }
    }
  }

  /// Whether the process goes on; one that was killed but not yet waited for does not.
  private static func isAlive(_ process: pid_t) -> Bool {
    guard kill(process, 0) == 0 || errno != ESRCH else { return false }
    // "pid (name) state …", on systems that have it; a name may hold anything.
    let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return status?.split(separator: ")").last?.hasPrefix(" Z") != true
  }

  func path(_ name: String) -> String { temporary.appendingPathComponent(name).path }

  /// Writes the marker and gives the folder its name; a run of ours that stood there goes, foreign files stay.
  ///
  /// - Parameter replacing: Whether what came to stand there meanwhile may be replaced; the same run always may.
  /// - Throws: `FileError`, `FileError.exists` among them.
  func publish(digest: String, replacing: Bool) throws(FileError) {
    let state = Self.state(of: destination, digest: digest)
    guard replacing || state == .absent || state == .finished else {
      throw FileError.exists(path: destination.relativePath)
    }
    try OutputFile.write(digest + "\n", to: path(Self.marker))
    let files = FileManager.default
    do {
      switch state {
      case .absent:
        // rename(2) replaces an empty folder, Foundation would not.
        guard unsafe rename(temporary.path, destination.path) == 0 else {
          throw NSError(domain: NSPOSIXErrorDomain, code: Int(errno))
        }
      case .finished, .otherRun:
        let old = temporary.appendingPathExtension("old")
        try files.moveItem(at: destination, to: old)
        do { try files.moveItem(at: temporary, to: destination) } catch {
          try? files.moveItem(at: old, to: destination)
          throw error
        }
        for name in Self.foreignNames(in: old) {
          let place = destination.appendingPathComponent(name)
          if !files.fileExists(atPath: place.path) {
            try files.moveItem(at: old.appendingPathComponent(name), to: place)
          }
        }
        try? files.removeItem(at: old)
      case .foreign:
        let names = try files.contentsOfDirectory(atPath: temporary.path).filter { $0 != Self.marker }
        for name in names + [Self.marker] {
          guard unsafe rename(path(name), destination.appendingPathComponent(name).path) == 0 else {
            throw NSError(domain: NSPOSIXErrorDomain, code: Int(errno))
          }
        }
        try? files.removeItem(at: temporary)
      }
    } catch { throw FileError(writing: destination.relativePath, error) }
  }

  /// What stands in a run's folder that the run did not write, by what its provenance says it wrote.
  private static func foreignNames(in folder: URL) -> [String] {
    let own = ["spec.json", "provenance.json", "summary.json", "report.html", "style.gp", marker]
    let provenance = try? TextFile.read(folder.appendingPathComponent("provenance.json"))
    let outputs = provenance.flatMap { try? JSON5.parse($0).value["outputs"]?.members?.map(\.key) } ?? []
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !own.contains($0) && !outputs.contains($0) }
  }
}
