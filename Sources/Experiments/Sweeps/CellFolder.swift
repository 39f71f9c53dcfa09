internal import Foundation
internal import Reporting

/// The folder of a cell, and what it tells of the cell.
///
///     cells/<address>/
///       cell.json      experiment and parameters
///       run/           the finished run, as `softmaxlab run` leaves it
///       FAILED.json    why it failed, if it did
///       .run.checkpoint/  what a run that was stopped had finished
///       lock           held by the process that computes the cell
///       log            what that process said on stderr
struct CellFolder {
  /// What has become of a cell.
  enum State: Equatable {
    /// Not begun, or stopped without a checkpoint.
    case absent
    /// A process computes it now.
    case running
    /// Stopped at a checkpoint.
    case checkpointed
    /// Finished by this build of the program.
    case done
    /// Failed with this build of the program.
    case failed(CellFailure)
  }

  let url: URL

  var specification: URL { url.appendingPathComponent("cell.json") }
  var run: URL { url.appendingPathComponent("run", isDirectory: true) }
  var lock: URL { url.appendingPathComponent("lock") }
  var log: URL { url.appendingPathComponent("log") }
  private var failure: URL { url.appendingPathComponent("FAILED.json") }
  private var checkpoint: URL { RunFolder(destination: run).checkpoint }

  /// What has become of the cell whose run has that digest.
  ///
  /// A run or failure of another build of the program does not count.
  ///
  /// - Parameter holdsLock: Whether it is the caller who computes it.
  func state(digest: String, holdsLock: Bool = false) -> State {
    if isDone(digest) { return .done }
    if !holdsLock, FileLock.isHeld(lock.path) { return .running }
    // The last holder of the lock may have finished since.
    if isDone(digest) { return .done }
    if let failure = CellFailure(reading: failure), failure.digest == digest { return .failed(failure) }
    return Checkpoint.pieces(in: checkpoint).isEmpty ? .absent : .checkpointed
  }

  private func isDone(_ digest: String) -> Bool { RunFolder.state(of: run, digest: digest) == .finished }

  /// Makes the folder with its cell.json, if it is not there as it must be.
  func create(_ cell: SweepCell) throws {
    let text = cell.json.serialized()
    guard (try? TextFile.read(specification)) != text else { return }
    do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
      throw FileError(writing: url.relativePath, error)
    }
    try OutputFile.replace(specification.path, with: text)
  }

  /// Notes that the cell failed.
  func record(_ failure: CellFailure) throws {
    try OutputFile.replace(self.failure.path, with: JSONValue(encoding: failure).serialized())
  }

  /// Takes away what earlier attempts left but for what they finished; for the holder of the lock.
  func clear() {
    let files = FileManager.default
    try? files.removeItem(at: failure)
    for name in (try? files.contentsOfDirectory(atPath: url.path)) ?? []
    where name.hasPrefix(".run.") && name.hasSuffix(".partial") {
      try? files.removeItem(at: url.appendingPathComponent(name))
    }
  }
}

/// How a cell failed.
struct CellFailure: Codable, Equatable {
  /// The digest of the run that failed: another build of the program may fare better.
  var digest: String
  /// The exit code of its process, if it ended by itself.
  var exitCode: Int32?
  /// The signal that ended it otherwise.
  var signal: Int32?
  /// The last lines it wrote to stderr.
  var lastLines: [String]

  init(digest: String, exitCode: Int32? = nil, signal: Int32? = nil, lastLines: [String]) {
    (self.digest, self.exitCode, self.signal, self.lastLines) = (digest, exitCode, signal, lastLines)
  }

  /// Reads FAILED.json; nil if there is none that can be read.
  init?(reading url: URL) {
    guard let text = try? TextFile.read(url), let json = try? JSON5.parse(text).value,
      let failure = try? json.decode(CellFailure.self)
    else { return nil }
    self = failure
  }

  /// One line.
  var reason: String {
    let cause = signal.map { "killed by signal \($0)" } ?? "exit code \(exitCode ?? 0)"
    return lastLines.last.map { "\(cause): \($0)" } ?? cause
  }
}
