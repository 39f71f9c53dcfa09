internal import Experiments
internal import Foundation
internal import Reporting

/// `softmaxlab check`
enum CheckCommand: Command {
  static let name = "check"
  static let summary = "Run experiments afresh and say which of their claims hold."
  static let positional: Positional? = Positional(
    "<slug>", count: 0...Int.max, help: "Experiments; all of them if none is named.")
  static let options = [ExperimentOptions.quick, ExperimentOptions.threads, ExperimentOptions.json]
  static let examples = ["softmaxlab check --quick"]

  static func run(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    try ExperimentOptions.applyThreads(arguments)
    let slugs =
      arguments.positionals.isEmpty ? allSlugs(tool) : arguments.positionals
    // All names are looked at before the first one takes its minutes.
    let experiments = try slugs.map {
      let experiment = try ExperimentOptions.experiment($0, arguments, tool)
      guard experiment.hasClaimFile else { throw SpecificationError.noClaims(experiment.slug) }
      return experiment
    }
    var options = ExperimentOptions.runOptions(arguments, tool)
    options.force = true
    options.keepsPieces = false
    var failed = 0
    var figuresFailed = false
    var results: [JSONValue] = []
    for experiment in experiments {
      let outcome = try Runner.run(experiment, options)
      for warning in outcome.warnings { tool.console.say("softmaxlab check: \(experiment.slug): \(warning)") }
      failed += outcome.claims.count { !$0.holds }
      figuresFailed = figuresFailed || outcome.figuresFailed
      results.append(RunCommand.json(experiment, outcome))
      guard !arguments.has("--json") else { continue }
      try tool.console.print("\(experiment.slug)  \(outcome.folder.relativePath)")
      for claim in outcome.claims { try tool.console.print("  " + ClaimLine.text(claim)) }
      if outcome.claims.isEmpty { try tool.console.print("  no claims") }
    }
    if arguments.has("--json") {
      let json: JSONValue = ["experiments": .array(results), "failed": .integer(failed)]
      try tool.console.print(json.serialized())
    } else {
      try tool.console.print(
        failed == 0 ? "all claims hold" : "\(failed) \(failed == 1 ? "claim fails" : "claims fail")")
    }
    if failed > 0 { return .claimFailed }
    return figuresFailed ? .fault : .success
  }

  private static func allSlugs(_ tool: Tool) -> [String] {
    let studies = tool.studies.map(\.name)
    return studies + tool.experiments.slugs.filter { !studies.contains($0) }
  }
}
