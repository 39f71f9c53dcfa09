internal import Experiments
internal import Reporting

/// `softmaxlab list`
enum ListCommand: Command {
  static let name = "list"
  static let summary = "List the experiments, one line each."
  static let positional: Positional? = nil
  static let options = [
    Option("--all", help: "List the names of everything a specification can choose, too."),
    ExperimentOptions.json,
  ]
  static let examples = ["softmaxlab list --all"]

  static func run(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    let experiments = tool.studies.map { ($0.name, $0.summary) } + derived(tool)
    var sections = [("experiments", experiments)]
    if arguments.has("--all") { sections += NameCatalog.sections }
    if arguments.has("--json") {
      let json = sections.map { title, rows in
        JSONValue.Member(
          title, .array(rows.map { ["name": .string($0.0), "summary": .string($0.1)] }))
      }
      try tool.console.print(JSONValue.object(json).serialized())
    } else if !arguments.has("--all") {
      if !experiments.isEmpty { try tool.console.print(Help.rows(experiments, indent: 0)) }
    } else {
      let blocks = sections.map { title, rows in "\(title.uppercased()):\n\(Help.rows(rows))" }
      try tool.console.print(blocks.joined(separator: "\n\n"))
    }
    return .success
  }

  /// Experiments that are a folder only: other parameters of a study.
  private static func derived(_ tool: Tool) -> [(String, String)] {
    tool.experiments.slugs.filter { slug in !tool.studies.contains { $0.name == slug } }.map { slug in
      let resolved = try? ResolvedExperiment(
        ExperimentRequest(slug), studies: tool.studies, in: tool.experiments)
      return (slug, resolved?.question ?? "its specification has a mistake: see softmaxlab describe \(slug)")
    }
  }
}
