public import Foundation
internal import Reporting

/// The program's version.
public enum Version {
  /// Semantic version.
  public static let number = "0.1.0"

  /// The version with a fingerprint of the program itself, such as `0.1.0+0f3a91c2d4e5b687`: part of a run's digest,
  /// so that no result of an older build is taken for one of this.
  ///
  /// Every build that changes a byte of the program changes it; libraries loaded at run time, OpenBLAS among them,
  /// are not part of it but of the provenance. Without a readable executable it is the number alone.
  ///
  /// - Complexity: a few milliseconds at its first use.
  public static let build: String = {
    guard let program = Bundle.main.executableURL,
      let fingerprint = try? Fingerprint.hexadecimal(fileAt: program.path)
    else { return number }
    return number + "+" + fingerprint
  }()

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
