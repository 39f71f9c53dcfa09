public import Foundation
public import Reporting

/// A run repeated from what its folder says, and its tables held against the old ones.
///
/// On the same machine with the same program they must be the same to the byte. Elsewhere the order of sums may
/// differ with the processor's kernels, so numbers may differ by a stated relative tolerance.
public struct Rerun: Sendable {
  /// A table, or the metrics of summary.json, and how it compares.
  public struct File: Sendable {
    /// The file's name.
    public let name: String
    /// nil if the new run does not write it, or the old one did not.
    public let comparison: TableComparison?
  }

  /// Where the numbers may come out differently from before, in words.
  public let changes: [String]
  /// The files of the folder that are not what the run wrote, by the digests in its provenance.
  public let editedFiles: [String]
  /// Every table of either run, by name.
  public let files: [File]

  /// Whether every file is the same to the byte.
  public var isIdentical: Bool { files.allSatisfy { $0.comparison?.isIdentical == true } }

  /// Whether the run was reproduced: to the byte if nothing has changed around it, else to a relative tolerance.
  public func isReproduced(tolerance: Double) -> Bool {
    changes.isEmpty ? isIdentical : files.allSatisfy { $0.comparison?.agrees(to: tolerance) == true }
  }

  /// Repeats the run of an experiment that stands in `folder`; the folder is not touched.
  ///
  /// - Throws: ``RerunError``, and what running throws.
  public init(
    _ folder: URL, studies: [Study], in experiments: ExperimentFolder, _ options: Runner.Options
  ) throws {
    guard FileManager.default.fileExists(atPath: folder.appendingPathComponent(RunFolder.marker).path) else {
      throw RerunError.noRun(folder: folder.relativePath, missing: RunFolder.marker)
    }
    let specification = try Self.json(folder, "spec.json")
    if let instrument = specification["instrument"]?.text {
      throw RerunError.instrument(folder: folder.relativePath, name: instrument)
    }
    let summary = try Self.json(folder, "summary.json")
    let provenance = try Self.json(folder, "provenance.json")
    var request = ExperimentRequest(folder.appendingPathComponent("spec.json").path)
    request.isQuick = summary["quick"] == .bool(true)
    let experiment = try ResolvedExperiment(request, studies: studies, in: experiments)

    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
      "softmaxlab-rerun-\(UUID().uuidString)", isDirectory: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    var options = options
    options.out = scratch.appendingPathComponent("run", isDirectory: true)
    options.keepsPieces = false
    options.drawsFigures = false
    let outcome = try Runner.run(experiment, options)

    let repeated = try Self.json(outcome.folder, "provenance.json")
    let written = Self.outputs(provenance)
    editedFiles = written.keys.sorted().filter { name in
      let file = folder.appendingPathComponent(name)
      guard name.hasSuffix(".csv") || name.hasSuffix(".json") else { return false }
      // A pipe would be waited for.
      return TextFile.isRegular(file) != true || (try? SHA256.hexadecimal(fileAt: file.path)) != written[name]
    }
    // A table somebody else has put into the folder is none of the run's.
    let names = Set(written.keys).union(Self.outputs(repeated).keys).filter { $0.hasSuffix(".csv") }.sorted()
    var files = names.map { name in
      let texts = [folder, outcome.folder].map { try? TextFile.read($0.appendingPathComponent(name)) }
      guard let before = texts[0], let after = texts[1] else { return File(name: name, comparison: nil) }
      return File(name: name, comparison: TableComparison(before, after))
    }
    files.append(
      File(
        name: "summary.json",
        comparison: TableComparison(
          Self.metrics(summary), Self.metrics(try Self.json(outcome.folder, "summary.json")))))
    self.files = files
    changes = Self.changes(from: provenance, to: repeated)
  }

  private static func json(_ folder: URL, _ name: String) throws -> JSONValue {
    let file = folder.appendingPathComponent(name)
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw RerunError.noRun(folder: folder.relativePath, missing: name)
    }
    return try TextFile.readJSON(file)
  }

  /// The SHA-256 of the files a run wrote, by name.
  private static func outputs(_ provenance: JSONValue) -> [String: String] {
    (provenance["outputs"]?.members ?? []).reduce(into: [:]) { $0[$1.key] = $1.value.text }
  }

  /// The metrics as a table.
  private static func metrics(_ summary: JSONValue) -> String {
    var table = Table([.string("metric"), .double("value")])
    for member in summary["metrics"]?.members ?? [] {
      table.append(.string(member.key), .double(member.value.number ?? .nan))
    }
    return CSV.text(table)
  }

  private static func changes(from old: JSONValue, to new: JSONValue) -> [String] {
    [
      ("version", "program"), ("processor", "processor"), ("openBLAS", "OpenBLAS"),
      ("openBLASCore", "OpenBLAS kernel"), ("system", "system"),
    ].compactMap { key, says in
      let (before, after) = (old[key]?.text ?? "unknown", new[key]?.text ?? "unknown")
      return before == after ? nil : "\(says): \(before) then, \(after) now"
    }
  }
}

/// What keeps a folder from being rerun.
public enum RerunError: Error, Equatable, CustomStringConvertible {
  /// It is not the folder of a finished run.
  case noRun(folder: String, missing: String)
  /// An instrument wrote it, from files that are not in it.
  case instrument(folder: String, name: String)

  /// One line that names the folder.
  public var description: String {
    switch self {
    case .noRun(let folder, let missing): "\(folder) is no finished run: it has no \(missing)"
    case .instrument(let folder, let name):
      "\(folder) was written by softmaxlab \(name), from data that are not in it: repeat the command in its "
        + "provenance.json"
    }
  }
}
