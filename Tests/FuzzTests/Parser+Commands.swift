import Foundation
import TeacherStudent

@testable import Experiments
@testable import softmaxlab_cli

extension Parser {
  /// The command line: words with single blanks between them.
  static let commands = [
    Parser(text: "command-line") { text in
      let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      let tool = Tool(
        studies: ExperimentCatalog.studies, experiments: experiments,
        console: Console(standardOutput: { _ in }, standardError: { _ in }))
      // The version asks git for the commit.
      guard words.first != "--version" else { return }
      guard let command = CommandCatalog.commands.first(where: { $0.name == words.first }) else {
        let code = tool.run(["softmaxlab"] + words)
        require(code == .success || code == .badInput, "no command, and yet \(code)")
        return
      }
      let arguments = try Arguments(
        Array(words.dropFirst()), options: command.allOptions, positionals: command.positional)
      for option in command.allOptions where option.value != nil {
        _ = try? arguments.numbers(option.name)
        _ = try? arguments.integer(option.name, in: 1...Int.max)
      }
      try read(arguments, of: command, tool)
    }
  ]

  private static let experiments = ExperimentFolder.find()

  /// Reads the options of a command as it does itself, and goes no further: nothing is computed or written.
  private static func read(_ arguments: Arguments, of command: any Command.Type, _ tool: Tool) throws {
    switch command {
    case is ListCommand.Type, is CompletionCommand.Type: _ = try command.run(arguments, tool)
    case is DescribeCommand.Type where isName(arguments.positionals[0]):
      _ = try DescribeCommand.run(arguments, tool)
    case is RunCommand.Type where isName(arguments.positionals[0]):
      _ = try ExperimentOptions.experiment(arguments.positionals[0], arguments, tool)
    case is RerunCommand.Type: _ = try RerunCommand.tolerance(arguments)
    case is ReportCommand.Type: _ = try arguments.file("--out")
    case is SweepCommand.Type: try readSweep(arguments, tool)
    case is GenerateCommand.Type: try GenerateCommand.specification(arguments).validate()
    case is TrainCommand.Type: _ = try TrainCommand.options(arguments, tool)
    case is StationaryCommand.Type: _ = try StationaryCommand.options(arguments)
    case is SpectrumCommand.Type: _ = try SpectrumCommand.kind(arguments)
    default: break
    }
  }

  private static func readSweep(_ arguments: Arguments, _ tool: Tool) throws {
    let axes = try arguments.strings("--over").map { try SweepAxis($0) }
    let seeds = try SweepCommand.seeds(arguments)
    // Each cell takes its half millisecond, and a hundred thousand are allowed.
    let few =
      axes.map(\.values.count) + [seeds.map { $0.upperBound - $0.lowerBound < 4 ? $0.count : .max } ?? 1]
    guard few.allSatisfy({ $0 <= 4 }), axes.count <= 2, isName(arguments.positionals[0]) else { return }
    let plan = try SweepCommand.plan(arguments, tool)
    let options = try SweepCommand.options(arguments, plan, tool)
    if let shard = options.shard { _ = try plan.shard(shard.index, of: shard.count) }
    // A site file is read by a parser of its own.
    if try SweepCommand.launcher(arguments) == "slurm", !arguments.has("--site") {
      _ = try SweepSlurm.job(arguments)
    }
  }

  /// Files are other parsers' business, and a path that was mistyped by chance may be any device.
  private static func isName(_ text: String) -> Bool { !text.contains("/") && !text.contains(".") }
}
