internal import Foundation
internal import Reporting

/// The folder of a cell, and what it tells of the cell.
///
///     cells/<address>/
///       cell.json      experiment and parameters
///       run/           the finished run, as `softmaxlab run` leaves it
///       run.damaged/   a finished run that was not any more as it was left; run.damaged-2/, …
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
    /// Finished by this build, but the result is not any more what the run wrote: as good as none.
    case damaged(reason: String)
    /// Finished by another build, and by this one not yet.
    case outdated
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
  private var summaryFile: URL { run.appendingPathComponent(Self.summaryName) }

  private static let summaryName = "summary.json"

  /// What has become of the cell whose run has that digest.
  ///
  /// A run or failure of another build of the program does not count.
  ///
  /// - Parameter holdsLock: Whether it is the caller who computes it.
  func state(digest: String, holdsLock: Bool = false) -> State {
    if isFinished(digest), damage == nil { return .done }
    if !holdsLock, FileLock.isHeld(lock.path) { return .running }
    // The last holder of the lock may have finished since.
    if isFinished(digest) { return damage.map { .damaged(reason: $0) } ?? .done }
    if let failure = CellFailure(reading: failure), failure.digest == digest { return .failed(failure) }
    if !Checkpoint.pieces(in: checkpoint).isEmpty { return .checkpointed }
    return FileManager.default.fileExists(atPath: run.appendingPathComponent(RunFolder.marker).path)
      ? .outdated : .absent
  }

  private func isFinished(_ digest: String) -> Bool {
    RunFolder.state(of: run, digest: digest) == .finished
  }

  /// What of the finished run, as far as the index has it, is not what the run wrote; nil if all of it is.
  private var damage: String? {
    let provenance = try? TextFile.readJSON(run.appendingPathComponent("provenance.json"))
    guard let written = provenance?["outputs"]?[Self.summaryName]?.text else {
      return "run/provenance.json does not say what the run wrote"
    }
    guard (try? SHA256.hexadecimal(fileAt: summaryFile.path)) == written else {
      return "run/\(Self.summaryName) is not what the run wrote"
    }
    return nil
  }

  /// The metrics of the finished run.
  ///
  /// - Throws: ``SpecificationError``, `FileError`.
  func metrics() throws -> [JSONValue.Member] { try TextFile.readJSON(summaryFile)["metrics"]?.members ?? [] }

  /// Whether the folder is a link to one elsewhere, where a sweep has no business.
  var isLink: Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
    return attributes?[.type] as? FileAttributeType == .typeSymbolicLink
  }

  /// Makes the folder with its cell.json, if it is not there as it must be.
  func create(_ cell: SweepCell) throws {
    guard !isLink else { throw SweepError.linkedCell(path: url.relativePath) }
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

  /// Forgets that it failed.
  func forgetFailure() { try? FileManager.default.removeItem(at: failure) }

  /// Takes away what earlier attempts left but for what they finished; for the holder of the lock.
  ///
  /// A damaged run is moved out of the way: what somebody has edited is not for a program to throw away.
  func clear(_ state: State) throws {
    forgetFailure()
    let files = FileManager.default
    let names = (try? files.contentsOfDirectory(atPath: url.path)) ?? []
    for name in names where name.hasPrefix(".run.") && name.hasSuffix(".partial") {
      try? files.removeItem(at: url.appendingPathComponent(name))
    }
    let places = (1...names.count + 1).map { $0 == 1 ? "run.damaged" : "run.damaged-\($0)" }
    guard case .damaged = state, let name = places.first(where: { !names.contains($0) }) else { return }
    let place = url.appendingPathComponent(name, isDirectory: true)
    do { try files.moveItem(at: run, to: place) } catch {
      throw FileError(writing: place.relativePath, error)
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
