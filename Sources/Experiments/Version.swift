public import Foundation
internal import Reporting

/// The program's version.
public enum Version {
  /// Semantic version; a change of any experiment's numbers raises it, because it is part of a run's digest.
  public static let number = "0.1.0"

  /// What `--version` prints: version, commit if there is one, and the BLAS underneath.
  public static var text: String {
    let provenance = Provenance(version: number, command: [], seeds: [], checkout: checkout)
    let commit = provenance.shortCommit.isEmpty ? "" : " (\(provenance.shortCommit))"
    return "softmaxlab \(number)\(commit), \(provenance.openBLAS)"
  }

  /// The checkout the program was built in (`…/.build/release/softmaxlab`); nil for an installed one.
  public static var checkout: URL? {
    guard let program = Bundle.main.executableURL?.resolvingSymlinksInPath() else { return nil }
    let folders = sequence(first: program.deletingLastPathComponent()) {
      $0.path == "/" ? nil : $0.deletingLastPathComponent().standardizedFileURL
    }
    return folders.first {
      FileManager.default.fileExists(atPath: $0.appendingPathComponent("Package.swift").path)
    }
  }
}
