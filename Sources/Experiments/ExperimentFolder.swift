public import Foundation
internal import Reporting

/// The folder Experiments: one folder an experiment, with spec.json5, expected.json, figure.gp and README.md.
public struct ExperimentFolder: Sendable {
  /// Where it is; nil if there is none, and the studies' own defaults are all that is known.
  public let root: URL?

  /// The folder at a known place.
  public init(root: URL?) { self.root = root }

  /// Looks for it: SOFTMAXLAB_EXPERIMENTS, else a folder Experiments at or above the current one, else above the
  /// program itself (`…/.build/release/softmaxlab`).
  public static func find(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    currentFolder: String = FileManager.default.currentDirectoryPath,
    program: URL? = Bundle.main.executableURL
  ) -> ExperimentFolder {
    if let path = environment["SOFTMAXLAB_EXPERIMENTS"], !path.isEmpty {
      return ExperimentFolder(root: URL(fileURLWithPath: path, isDirectory: true))
    }
    let starts = [
      URL(fileURLWithPath: currentFolder), program?.resolvingSymlinksInPath().deletingLastPathComponent(),
    ]
    for case let start? in starts {
      for folder in sequence(first: start.standardizedFileURL, next: Self.above) {
        let candidate = folder.appendingPathComponent("Experiments", isDirectory: true)
        // A folder Experiments is nothing rare; ours stands beside the package.
        let package = folder.appendingPathComponent("Package.swift").path
        if isFolder(candidate), FileManager.default.fileExists(atPath: package) {
          return ExperimentFolder(root: candidate)
        }
      }
    }
    return ExperimentFolder(root: nil)
  }

  /// The experiments that have a specification, sorted.
  public var slugs: [String] {
    guard let root, let names = try? FileManager.default.contentsOfDirectory(atPath: root.path) else {
      return []
    }
    return names.filter { FileManager.default.fileExists(atPath: specification(of: $0)?.path ?? "") }.sorted()
  }

  /// The specification file of an experiment, whether or not it is there.
  func specification(of slug: String) -> URL? { folder(of: slug)?.appendingPathComponent("spec.json5") }

  /// The folder of an experiment, whether or not it is there.
  func folder(of slug: String) -> URL? { root?.appendingPathComponent(slug, isDirectory: true) }

  private static func above(_ folder: URL) -> URL? {
    folder.path == "/" ? nil : folder.deletingLastPathComponent().standardizedFileURL
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isDirectory: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }
}
