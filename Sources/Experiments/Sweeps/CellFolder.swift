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
///       log            what that process says on stderr
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

  /// What the files of a finished run say, read once.
  struct Findings {
    /// How long the run took.
    let seconds: Double?
    fileprivate let summary: String
    fileprivate let source: String

    /// What it found.
    ///
    /// - Throws: ``SpecificationError``.
    func metrics() throws -> [JSONValue.Member] {
      try TextFile.json(summary, source: source)["metrics"]?.members ?? []
    }
  }

  /// What has become of the cell whose run has that digest.
  ///
  /// A run or failure of another build of the program does not count.
  ///
  /// - Parameter holdsLock: Whether it is the caller who computes it.
  func state(digest: String, holdsLock: Bool = false) -> State {
    look(digest: digest, holdsLock: holdsLock).state
  }

  /// The same, and what the run of a cell that is done says.
  func look(digest: String, holdsLock: Bool = false) -> (state: State, findings: Findings?) {
    if isFinished(digest), case .success(let findings) = findings { return (.done, findings) }
    if !holdsLock, FileLock.isHeld(lock.path) { return (.running, nil) }
    // The last holder of the lock may have finished since.
    if isFinished(digest) {
      return switch findings {
      case .success(let findings): (.done, findings)
      case .failure(let damage): (.damaged(reason: damage.reason), nil)
      }
    }
    if let failure = CellFailure(reading: failure), failure.digest == digest {
      return (.failed(failure), nil)
    }
    if !Checkpoint.pieces(in: checkpoint).isEmpty { return (.checkpointed, nil) }
    let isOutdated = FileManager.default.fileExists(atPath: run.appendingPathComponent(RunFolder.marker).path)
    return (isOutdated ? .outdated : .absent, nil)
  }

  private func isFinished(_ digest: String) -> Bool {
    RunFolder.state(of: run, digest: digest) == .finished
  }

  /// What of a finished run is not what the run wrote.
  private struct Damage: Error {
    let reason: String
  }

  /// Reads the finished run, as far as the index has it, and makes sure that it is what the run wrote.
  private var findings: Result<Findings, Damage> {
    let provenance = try? TextFile.readJSON(run.appendingPathComponent("provenance.json"))
    guard let written = provenance?["outputs"]?[Self.summaryName]?.text else {
      return .failure(Damage(reason: "run/provenance.json does not say what the run wrote"))
    }
    guard let summary = try? TextFile.read(summaryFile), SHA256.hexadecimal(summary) == written else {
      return .failure(Damage(reason: "run/\(Self.summaryName) is not what the run wrote"))
    }
    let seconds = provenance?["wallSeconds"]?.number
    return .success(Findings(seconds: seconds, summary: summary, source: summaryFile.relativePath))
  }

  /// Whether the folder is a link to one elsewhere, where a sweep has no business.
  var isLink: Bool {
    var status = stat()
    return unsafe lstat(url.path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Whether the folder is there with the cell.json it must have.
  ///
  /// - Throws: ``SweepError/linkedCell(path:)``.
  func holds(_ cell: SweepCell) throws(SweepError) -> Bool {
    guard !isLink else { throw .linkedCell(path: url.relativePath) }
    return (try? TextFile.read(specification)) == cell.json.serialized()
  }

  /// Makes the folder with its cell.json, if it is not there as it must be.
  ///
  /// Without making sure of the file, which takes longer than anything else here: should a failing machine lose it,
  /// the next sweep makes it again.
  func create(_ cell: SweepCell) throws {
    guard try !holds(cell) else { return }
    do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
      throw FileError(writing: url.relativePath, error)
    }
    try OutputFile.replace(specification.path, with: cell.json.serialized(), isDurable: false)
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
    // By the holder of the lock alone: who comes second to a cell must not empty the log of the first.
    _ = unsafe truncate(log.path, 0)
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
    guard let failure = try? TextFile.readJSON(url).decode(CellFailure.self) else { return nil }
    self = failure
  }

  /// One line.
  var reason: String {
    let cause = signal.map { "killed by signal \($0)" } ?? "exit code \(exitCode ?? 0)"
    return lastLines.last.map { "\(cause): \($0)" } ?? cause
  }
}
