/// A word after `softmaxlab`: what it is called, what it takes and what it does.
package protocol Command {
  /// The word.
  static var name: String { get }
  /// One line.
  static var summary: String { get }
  /// The positional argument, if there is one.
  static var positional: Positional? { get }
  /// The options beside the common ones.
  static var options: [Option] { get }
  /// Command lines that work, for the help.
  static var examples: [String] { get }
  /// Does it.
  static func run(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode
}

/// All commands, in the order of the help; a new one is a file in Commands and a line here.
package enum CommandCatalog {
  package static var commands: [any Command.Type] {
    [
      ListCommand.self,
      DescribeCommand.self,
      RunCommand.self,
      CheckCommand.self,
      RerunCommand.self,
      ReportCommand.self,
      SweepCommand.self,
      BenchCommand.self,
      GenerateCommand.self,
      TrainCommand.self,
      StationaryCommand.self,
      SpectrumCommand.self,
      FlowCommand.self,
      PropagateCommand.self,
      VerifyCommand.self,
      CompletionCommand.self,
    ]
  }
}

extension Command {
  /// The command's options and those every command has.
  package static var allOptions: [Option] {
    options + [Option("--quiet", help: "Show no progress."), Option("--help", help: "Show this help.")]
  }
}
