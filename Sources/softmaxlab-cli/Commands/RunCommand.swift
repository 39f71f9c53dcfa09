internal import Experiments
internal import Foundation
internal import Reporting

/// `softmaxlab run`
enum RunCommand: Command {
  static let name = "run"
  static let summary = "Run an experiment and write its tables, figures and report."
  static let positional: Positional? = Positional(
    "<slug|spec.json5>", help: "An experiment, or a specification file.")
  static let options = [
    ExperimentOptions.set, ExperimentOptions.seed, ExperimentOptions.quick, ExperimentOptions.out,
    ExperimentOptions.threads, ExperimentOptions.force, ExperimentOptions.json,
  ]
  static let examples = ["softmaxlab run convergence --quick --set samples=50"]

  static func run(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    try ExperimentOptions.applyThreads(arguments)
    let experiment = try ExperimentOptions.experiment(arguments.positionals[0], arguments, tool)
    let outcome = try Runner.run(experiment, ExperimentOptions.runOptions(arguments, tool))
    for warning in outcome.warnings { tool.console.say("softmaxlab run: \(warning)") }
    if arguments.has("--json") {
      try tool.console.print(json(experiment, outcome).serialized())
    } else {
      for claim in outcome.claims { try tool.console.print(ClaimLine.text(claim)) }
      if outcome.reused { tool.console.say("this run is finished already; --force repeats it") }
      try tool.console.print(outcome.folder.appendingPathComponent("report.html").relativePath)
    }
    return outcome.figuresFailed ? .fault : .success
  }

  static func json(_ experiment: ResolvedExperiment, _ outcome: Runner.Outcome) -> JSONValue {
    [
      "experiment": .string(experiment.slug), "digest": .string(experiment.digest),
      "folder": .string(outcome.folder.path),
      "report": .string(outcome.folder.appendingPathComponent("report.html").path),
      "reused": .bool(outcome.reused), "claims": .array(outcome.claims.map(\.json)),
      "metrics": .object(outcome.metrics.map { JSONValue.Member($0.key, .double($0.value)) }),
      "warnings": .array(outcome.warnings.map { .string($0) }),
    ]
  }
}

/// A judged claim on one line.
enum ClaimLine {
  static func text(_ outcome: Claim.Outcome) -> String {
    let value = outcome.value.map { $0.description } ?? "not recorded"
    let claim = outcome.claim
    return
      "\(outcome.holds ? "holds" : "FAILS")  \(claim.name): \(claim.metric) = \(value), claimed \(claim.bound)"
  }
}
