internal import Experiments
internal import Reporting

/// `softmaxlab describe`
enum DescribeCommand: Command {
  static let name = "describe"
  static let summary = "Show an experiment's question, parameters with their reasons, and claims."
  static let positional: Positional? = Positional(
    "<slug|spec.json5>", help: "An experiment, or a specification file.")
  static let options = [ExperimentOptions.set, ExperimentOptions.quick, ExperimentOptions.json]
  static let examples = ["softmaxlab describe convergence"]

  static func run(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    let experiment = try ExperimentOptions.experiment(arguments.positionals[0], arguments, tool)
    try tool.console.print(arguments.has("--json") ? json(experiment).serialized() : text(experiment))
    return .success
  }

  private static func text(_ experiment: ResolvedExperiment) -> String {
    var text = "\(experiment.slug): \(experiment.study.summary)\n\n"
    text += Help.wrap(experiment.question, width: 100).joined(separator: "\n") + "\n"
    let parameters = experiment.parameterRows.map { ("\($0.path) = \($0.value)", $0.reason) }
    text += "\nPARAMETERS:\n" + Help.rows(parameters) + "\n"
    if !experiment.claims.isEmpty {
      text += "\nCLAIMS:\n"
      text += Help.rows(experiment.claims.map { ($0.name, "\($0.says) (\($0.metric) \($0.bound))") }) + "\n"
    }
    return text
  }

  private static func json(_ experiment: ResolvedExperiment) -> JSONValue {
    [
      "experiment": .string(experiment.slug), "study": .string(experiment.study.name),
      "summary": .string(experiment.study.summary), "question": .string(experiment.question),
      "digest": .string(experiment.digest), "parameters": experiment.parameters,
      "reasons": .object(
        experiment.reasons.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }),
      "claims": .array(
        experiment.claims.map { claim in
          [
            "name": .string(claim.name), "says": .string(claim.says), "metric": .string(claim.metric),
            "bound": .string(claim.bound.description), "quick": .bool(claim.quick),
          ]
        }),
    ]
  }
}
