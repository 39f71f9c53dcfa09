import ExperimentSupport
import Experiments
import Foundation
import softmaxlab_cli

/// The program, run inside the test with the demo as its only study, or as the process that was built.
enum Program {
  /// What a command line printed and how it ended.
  struct Result: Equatable {
    var code: Int32
    var output: String
    var errors: String
  }

  private final class Streams {
    var output = ""
    var errors = ""
  }

  /// Runs a command line on the demo.
  static func run(_ arguments: String..., experiments: URL? = nil, results: URL? = nil) -> Result {
    run(arguments, experiments: experiments, results: results)
  }

  /// Runs a command line on the demo.
  static func run(_ arguments: [String], experiments: URL? = nil, results: URL? = nil) -> Result {
    let streams = Streams()
    let console = Console(
      standardOutput: { streams.output += $0 }, standardError: { streams.errors += $0 })
    var tool = Tool(studies: Demo.studies, experiments: ExperimentFolder(root: experiments), console: console)
    if let results { tool.results = results }
    let code = tool.run(["softmaxlab"] + arguments)
    return Result(code: code.rawValue, output: streams.output, errors: streams.errors)
  }

  /// The executable beside the test bundle.
  static var executable: URL? {
    var folders = [Bundle.main.bundleURL, Bundle.main.executableURL?.deletingLastPathComponent()]
    folders += Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    // `swift test` runs the bundle of the build folder, whose path is the first argument or follows one.
    folders += CommandLine.arguments.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    return folders.compactMap { $0?.appendingPathComponent("softmaxlab") }.first {
      var isFolder: ObjCBool = false
      return unsafe FileManager.default.fileExists(atPath: $0.path, isDirectory: &isFolder)
        && !isFolder.boolValue
        && FileManager.default.isExecutableFile(atPath: $0.path)
    }
  }
}
