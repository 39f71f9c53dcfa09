internal import Foundation
internal import Reporting

/// The folder of one run: filled under a temporary name, and given its own when it is complete.
///
///     <parent>/<name>/                           the run
///     <parent>/.<name>.<host>.<pid>.partial      where that process fills it
///     <parent>/.<name>.<host>.<pid>.partial.old  what stood there, while that process replaces it
///     <parent>/.<name>.checkpoint                what is finished of it
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

  /// What a desktop puts into every folder it shows: nobody's files.
  static let systemFiles: Set<String> = [".DS_Store"]

  /// Names this process on every machine that shares the file system.
  static let process = "\(Machine.host).\(ProcessInfo.processInfo.processIdentifier)"

  /// Where the run will stand.
  let destination: URL
  /// Where it is filled.
  let temporary: URL
  /// Where the finished pieces of the run are kept until it is complete.
  let checkpoint: URL
  /// The parents that were not there before, the innermost first.
  private var madeParents: [URL] = []

  /// - Parameter process: Who fills it.
  init(destination: URL, process: String = process) {
    self.destination = destination
    let (parent, name) = (destination.deletingLastPathComponent(), destination.lastPathComponent)
    temporary = parent.appendingPathComponent(".\(name).\(process).partial", isDirectory: true)
    checkpoint = parent.appendingPathComponent(".\(name).checkpoint", isDirectory: true)
  }

  static func state(of folder: URL, digest: String) -> State {
    // Another process may put a run there between two looks; such a moment is short.
    for _ in 0..<20 {
      if let state = look(at: folder, digest: digest) { return state }
      Thread.sleep(forTimeInterval: 0.001)
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.isRun ? .otherRun : .foreign
  }

  /// What stands there; nil if what was seen does not go together, as when it is just being replaced.
  static func look(at folder: URL, digest: String) -> State? {
    let files = FileManager.default
    guard files.fileExists(atPath: folder.path) else { return .absent }
    let names: [String]
    do { names = try files.contentsOfDirectory(atPath: folder.path) } catch {
      // It has gone since, or it is no folder, or one that nobody may read.
      return FileError(writing: folder.path, error).isMissingFolder ? nil : .foreign
    }
    if names.allSatisfy(systemFiles.contains) { return .absent }
    let done = folder.appendingPathComponent(marker)
    switch TextFile.isRegular(done) {
    case true?:
      guard let text = try? TextFile.read(done) else { return nil }
      if text.trimmingCharacters(in: .whitespacesAndNewlines) == digest { return .finished }
    case false?: break
    case nil: if names.contains(marker) { return nil }
    }
    return names.isRun ? .otherRun : .foreign
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
      for remains in Self.remains(of: destination, ".partial") + [temporary] {
        try? FileManager.default.removeItem(at: remains)
      }
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

  func path(_ name: String) -> String { temporary.appendingPathComponent(name).path }

  // MARK: - What killed processes have left

  /// The folders `.<name>.<host>.<pid><suffix>` beside `destination` of processes of this machine that are gone.
  ///
  /// Of another machine's processes nothing can be known from here.
  ///
  /// - Parameter ofAnyHost: Whether the caller knows that none of them goes on, wherever they ran.
  static func remains(of destination: URL, _ suffix: String, ofAnyHost: Bool = false) -> [URL] {
    let parent = destination.deletingLastPathComponent()
    let prefix = ".\(destination.lastPathComponent)."
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    return names.sorted().filter { name in
      name.hasPrefix(prefix) && name.hasSuffix(suffix)
        && (ofAnyHost || isGone(name.dropFirst(prefix.count).dropLast(suffix.count)))
    }.map { parent.appendingPathComponent($0, isDirectory: true) }
  }

  /// Whether `<host>.<pid>` is a process of this machine that does not go on; builds before wrote no host.
  private static func isGone(_ process: Substring) -> Bool {
    let words = process.split(separator: ".", omittingEmptySubsequences: false)
    guard let number = words.last.flatMap({ pid_t($0) }) else { return false }
    let host = words.dropLast().joined(separator: ".")
    return (host.isEmpty || host == Machine.host) && !isAlive(number)
  }

  /// Whether the process goes on; one that was killed but not yet waited for does not.
  private static func isAlive(_ process: pid_t) -> Bool {
    guard kill(process, 0) == 0 || errno != ESRCH else { return false }
    // "pid (name) state …", on systems that have it; a name may hold anything.
    let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return status?.split(separator: ")").last?.hasPrefix(" Z") != true
  }
}

extension [String] {
  /// Whether these are the names of the files of a run.
  var isRun: Bool { contains("spec.json") && contains("provenance.json") }
}
