public import Foundation
internal import LinearAlgebra

/// How a result came to be: program, machine, command, seeds, times.
///
/// Written before the first step, and again with the second half filled in at the end.
public struct Provenance: Codable, Equatable, Sendable {
  /// The program's version.
  public var version: String
  /// The commit of the checkout the program stands in; nil outside one.
  public var commit: String?
  /// Whether that checkout had uncommitted changes.
  public var dirty: Bool?
  /// The arguments, the program's name first.
  public var command: [String]
  /// The compiler, and debug or release.
  public var compiler: String
  /// OpenBLAS's own description.
  public var openBLAS: String
  /// The OpenBLAS kernel in use.
  public var openBLASCore: String
  /// The processor's name.
  public var processor: String
  /// The operating system.
  public var system: String
  /// Threads in use.
  public var threads: Int
  /// The seeds of the specification.
  public var seeds: [JSONValue]
  /// UTC.
  public var start: Date
  /// UTC; nil while the run lasts.
  public var end: Date?
  /// Elapsed seconds.
  public var wallSeconds: Double?
  /// Processor seconds the process and its finished children spent between start and end, on all threads.
  public var cpuSeconds: Double?
  /// The most memory the process held since its own start, which may be before the run's.
  public var processPeakResidentBytes: Int?
  /// SHA-256 of the files written, by name.
  public var outputs: [String: String]?

  private var startCPUSeconds = Machine.usage.cpuSeconds

  private enum CodingKeys: CodingKey {
    case version, commit, dirty, command, compiler, openBLAS, openBLASCore, processor, system, threads, seeds
    case start, end, wallSeconds, cpuSeconds, processPeakResidentBytes, outputs
  }

  /// The provenance of a run that starts now.
  ///
  /// - Parameters:
  ///   - version: The program's.
  ///   - command: The command line, word by word.
  ///   - seeds: All of the run's.
  ///   - checkout: A folder in the git checkout the program was built from, if it is known.
  public init(version: String, command: [String], seeds: [JSONValue], checkout: URL?) {
    self.version = version
    self.command = command
    self.seeds = seeds
    compiler = "\(Machine.compiler), \(Machine.configuration)"
    openBLAS = OpenBLAS.configuration
    openBLASCore = OpenBLAS.core
    processor = Machine.processor
    system = Machine.system
    threads = Parallel.threads
    start = Date()
    (commit, dirty) = Self.commit(of: checkout)
  }

  /// Fills in what is known at the end only.
  ///
  /// - Parameters:
  ///   - startUptime: `ProcessInfo.systemUptime` at the start, a clock nobody sets.
  ///   - outputs: SHA-256 of the files written, by name.
  public mutating func finish(startUptime: Double, outputs: [String: String]) {
    end = Date()
    wallSeconds = ProcessInfo.processInfo.systemUptime - startUptime
    let usage = Machine.usage
    cpuSeconds = usage.cpuSeconds - startCPUSeconds
    processPeakResidentBytes = usage.peakResidentBytes
    self.outputs = outputs
  }

  /// The commit, shortened, with a `+` for uncommitted changes; empty outside a checkout.
  public var shortCommit: String {
    guard let commit else { return "" }
    return commit.prefix(10) + (dirty == true ? "+" : "")
  }

  private static func commit(of checkout: URL?) -> (String?, Bool?) {
    guard let checkout, let git = Subprocess.find("git", path: ProcessInfo.processInfo.environment["PATH"]),
      let head = Subprocess.run(git, ["rev-parse", "HEAD"], in: checkout.path, timeout: 10), head.status == 0
    else { return (nil, nil) }
    let status = Subprocess.run(
      git, ["--no-optional-locks", "status", "--porcelain"], in: checkout.path, timeout: 10)
    let commit = head.output.trimmingCharacters(in: .whitespacesAndNewlines)
    return (commit, status?.status == 0 ? status?.output.isEmpty == false : nil)
  }
}
