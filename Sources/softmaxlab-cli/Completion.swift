internal import Experiments
internal import Optimizers

/// What can follow on a command line, for the completion of shells.
struct Completion {
  let tool: Tool

  /// The candidates for the last of the words after `softmaxlab`, which may be empty; none where a file may follow.
  func candidates(_ words: [String]) -> [String] {
    let partial = words.last ?? ""
    return all(words).filter { $0.hasPrefix(partial) }
  }

  private func all(_ words: [String]) -> [String] {
    guard words.count > 1 else {
      return CommandCatalog.commands.map { $0.name } + ["help", "--help", "--version"]
    }
    if words[0] == "help" { return CommandCatalog.commands.map { $0.name } + HelpTopic.all.map(\.name) }
    guard let command = CommandCatalog.commands.first(where: { $0.name == words[0] }) else { return [] }
    if let option = command.allOptions.first(where: { $0.name == words[words.count - 2] }),
      option.value != nil
    {
      return values(of: option, words)
    }
    if words.last?.hasPrefix("-") == true {
      return command.allOptions.filter { $0.repeats || !words.dropLast().contains($0.name) }.map(\.name)
    }
    switch command.positional?.name {
    case let name? where name.contains("slug"): return slugs
    case let name? where name.contains("shell"): return CompletionCommand.Shell.allCases.map(\.rawValue)
    default: return []
    }
  }

  private var slugs: [String] {
    let studies = tool.studies.map(\.name)
    return studies + tool.experiments.slugs.filter { !studies.contains($0) }
  }

  private func values(of option: Option, _ words: [String]) -> [String] {
    switch option.name {
    case "--optimizer": return OptimizerCatalog.names
    case "--set", "--over":
      guard let slug = words.dropFirst().first(where: slugs.contains),
        let experiment = try? ResolvedExperiment(
          ExperimentRequest(slug), studies: tool.studies, in: tool.experiments)
      else { return [] }
      return experiment.parameterRows.map { $0.path + "=" }
    default: return []
    }
  }
}
