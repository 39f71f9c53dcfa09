internal import Experiments
internal import Foundation
internal import LinearAlgebra
internal import Reporting

/// The options of `run`, some of which other commands share.
enum ExperimentOptions {
  static let set = Option(
    "--set", "key.path=value", repeats: true, help: "Override a parameter; the value is JSON5 or a bare word."
  )
  static let seed = Option("--seed", "n", help: "Replace the specification's seeds.")
  static let quick = Option("--quick", help: "Use the specification's small version, for a first look.")
  static let out = Option("--out", "DIR", help: "Write to DIR instead of results/<slug>/<digest>.")
  static let threads = Option(
    "--threads", "n", help: "Use n threads; the results are the same for any number.")
  static let force = Option("--force", help: "Run again, and replace what is there.")
  static let json = Option("--json", help: "Print JSON only.")

  /// Applies `--threads`.
  static func applyThreads(_ arguments: Arguments) throws {
    if let threads = try arguments.integer("--threads", in: 1...1024) { Parallel.threads = threads }
  }

  /// The experiment the arguments name, with their overrides.
  static func request(_ name: String, _ arguments: Arguments) throws -> ExperimentRequest {
    ExperimentRequest(
      name, overrides: try arguments.strings("--set").map { try Override($0) },
      seed: try arguments.seed("--seed"), isQuick: arguments.has("--quick"))
  }

  /// The experiment itself; without its folder its quick version, figures and claims would silently be missing.
  static func experiment(_ name: String, _ arguments: Arguments, _ tool: Tool) throws -> ResolvedExperiment {
    let request = try request(name, arguments)
    if tool.studies.contains(where: { $0.name == name }), !tool.experiments.slugs.contains(name) {
      throw SpecificationError.noExperimentsFolder
    }
    return try ResolvedExperiment(request, studies: tool.studies, in: tool.experiments)
  }

  /// How to run it.
  static func runOptions(_ arguments: Arguments, _ tool: Tool) -> Runner.Options {
    var options = Runner.Options()
    options.results = tool.results
    options.force = arguments.has("--force")
    options.out = arguments.string("--out").map { URL(fileURLWithPath: $0, isDirectory: true) }
    options.command = tool.commandLine
    options.progress = Progress.style(quiet: arguments.has("--quiet"))
    return options
  }
}
