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
    if words[0] == "help" { return topics(after: words.dropFirst().dropLast()) }
    guard let command = CommandCatalog.commands.first(where: { $0.name == words[0] }) else { return [] }
    if let option = command.allOptions.first(where: { $0.name == words[words.count - 2] }),
      option.value != nil
    {
      return values(of: option, words)
    }
    if words.last?.hasPrefix("-") == true {
      return command.allOptions.filter { $0.repeats || !words.dropLast().contains($0.name) }.map(\.name)
    }
    let before = words.dropFirst().dropLast()
    switch command.positional?.name {
    case _? where command == SweepCommand.self:
      if before.contains("status") { return [] }
      return before.isEmpty ? ["status"] + slugs : slugs
    case let name? where name.contains("slug"): return slugs
    case let name? where name.contains("shell"): return CompletionCommand.Shell.allCases.map(\.rawValue)
    default: return []
    }
  }

  /// What `help` can be asked for; the words of a topic follow one another.
  private func topics(after words: ArraySlice<String>) -> [String] {
    var next: [String] = []
    for name in CommandCatalog.commands.map({ $0.name }) + HelpTopic.all.map(\.name) {
      let parts = name.split(separator: " ").map(String.init)
      guard parts.count > words.count, parts.starts(with: words), !next.contains(parts[words.count]) else {
        continue
      }
      next.append(parts[words.count])
    }
    return next
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
    case "--retry": return ["failed"]
    // What is called `local|slurm` takes these words and no other.
    default:
      let words = (option.value ?? "").split(separator: "|").map(String.init)
      return words.count > 1 ? words : []
    }
  }
}
