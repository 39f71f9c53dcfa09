package import Experiments
package import Foundation
internal import LinearAlgebra
internal import Reporting

/// The program: finds the command, runs it, and turns errors into one line and an exit code.
package struct Tool {
  /// The experiments it knows.
  package let studies: [Study]
  /// Where their folders are.
  package var experiments = ExperimentFolder.find()
  /// Where it prints.
  package var console = Console()
  /// Where results go that are told no folder.
  package var results = URL(fileURLWithPath: "results", isDirectory: true)
  /// The program itself, which the cells of a sweep are computed by.
  package var program = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
  /// The command line, for provenance.
  package private(set) var commandLine: [String] = []

  package init(studies: [Study], experiments: ExperimentFolder = .find(), console: Console = Console()) {
    self.studies = studies
    self.experiments = experiments
    self.console = console
  }

  /// Runs a command line, the program's name first.
  package func run(_ commandLine: [String]) -> ExitCode {
    var tool = self
    tool.commandLine = commandLine
    var name = "softmaxlab"
    do {
      return try tool.dispatch(Array(commandLine.dropFirst()), &name)
    } catch {
      console.say(Self.oneLine("\(name): \(Self.message(error))"))
      return ExitCode(error)
    }
  }

  private func dispatch(_ words: [String], _ name: inout String) throws -> ExitCode {
    guard let word = words.first else {
      console.say(Help.usage(CommandCatalog.commands))
      return .badInput
    }
    let rest = Array(words.dropFirst())
    if Self.helpWords.contains(word) {
      try console.print(Self.help(rest))
      return .success
    }
    if word == "--version" {
      try console.print(Version.text)
      return .success
    }
    guard let command = Self.command(named: word) else {
      if word.hasPrefix("-") { throw UsageError.unknownOption(word, known: ["--help", "--version"]) }
      throw UsageError.unknownCommand(word, known: CommandCatalog.commands.map { $0.name })
    }
    name += " " + word
    let options = rest.prefix { $0 != "--" }
    if options.contains("--help") || options.contains("-h") {
      let topic = HelpTopic.named(word + " " + (options.first { !$0.hasPrefix("-") } ?? ""))
      try console.print(topic?.text ?? Help.text(command))
      return .success
    }
    let arguments = try Arguments(rest, options: command.allOptions, positionals: command.positional)
    return try command.run(arguments, self)
  }

  private static let helpWords = ["--help", "-h", "help"]

  /// The help of a command or a topic, which may be two words; no word asks for the usage.
  private static func help(_ words: [String]) throws(UsageError) -> String {
    let name = words.filter { !helpWords.contains($0) }.joined(separator: " ")
    if name.isEmpty { return Help.usage(CommandCatalog.commands) }
    if let command = command(named: name) { return Help.text(command) }
    if let topic = HelpTopic.named(name) { return topic.text }
    throw .unknownTopic(name, known: CommandCatalog.commands.map { $0.name } + HelpTopic.all.map(\.name))
  }

  private static func command(named name: String?) -> (any Command.Type)? {
    CommandCatalog.commands.first { $0.name == name }
  }

  /// What users typed is quoted in messages: control characters are escaped and what is long is cut.
  private static func oneLine(_ text: String) -> String {
    let escaped = text.unicodeScalars.map {
      $0.value < 32 || $0.value == 127 ? $0.escaped(asASCII: true) : String($0)
    }.joined()
    return escaped.count <= 1000 ? escaped : escaped.prefix(700) + " … " + escaped.suffix(200)
  }

  private static func message(_ error: any Error) -> String {
    switch error {
    case let error as any CustomStringConvertible: error.description
    default: error.localizedDescription
    }
  }
}
