import Testing
import softmaxlab_cli

@Suite struct HelpTests {
  @Test func aloneItShowsItsUsageAndFails() {
    let result = Program.run()
    #expect(result.code == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors == Help.usage(CommandCatalog.commands))
  }

  @Test func usageNamesEveryCommand() {
    let usage = Program.run("--help")
    #expect(usage.code == 0)
    #expect(usage.errors.isEmpty)
    #expect(
      usage.output.hasPrefix(
        """
        OVERVIEW: A lab for the training dynamics of softmax attention.

        USAGE: softmaxlab <command> [options]

        COMMANDS:
          list                    List the experiments, one line each.
          describe                Show an experiment's question, parameters with their reasons, and claims.
          run                     Run an experiment and write its tables, figures and report.
          check                   Run experiments afresh and say which of their claims hold.

        """))
    for command in CommandCatalog.commands { #expect(usage.output.contains("\n  \(command.name)  ")) }
    #expect(Program.run("-h") == usage)
    for words in [[], ["--help"], ["-h"], ["help"]] { #expect(Program.run(["help"] + words) == usage) }
  }

  @Test func helpOfRun() {
    let help = Program.run("run", "--help")
    #expect(
      help.output == """
        OVERVIEW: Run an experiment and write its tables, figures and report.

        USAGE: softmaxlab run <slug|spec.json5> [--set key.path=value]… [--seed n] [--quick] [--out DIR] \
        [--threads n] [--force] [--json]

        ARGUMENTS:
          <slug|spec.json5>       An experiment, or a specification file.

        OPTIONS:
          --set key.path=value    Override a parameter; the value is JSON5 or a bare word.
          --seed n                Replace the specification's seeds.
          --quick                 Use the specification's small version, for a first look.
          --out DIR               Write to DIR instead of results/<slug>/<digest>.
          --threads n             Use n threads; the results are the same for any number.
          --force                 Run again, and replace what is there.
          --json                  Print JSON only.
          --quiet                 Show no progress.
          --help                  Show this help.

        EXAMPLE:
          softmaxlab run convergence --quick --set samples=50

        """)
    #expect(help.code == 0)
    #expect(Program.run("help", "run") == help && Program.run("help", "run", "-h") == help)
    #expect(Program.run("run", "--stes", "x=1", "-h") == help)
  }

  @Test func everyCommandHasAnExampleOfItself() {
    for command in CommandCatalog.commands {
      #expect(!command.examples.isEmpty)
      #expect(command.examples.allSatisfy { $0.contains("softmaxlab \(command.name)") })
      let help = Help.text(command)
      #expect(help.split(separator: "\n").filter { !$0.hasPrefix("USAGE") }.allSatisfy { $0.count <= 110 })
      for option in command.allOptions { #expect(help.contains("  \(option.name)")) }
    }
  }

  @Test(arguments: HelpTopic.all.map(\.name)) func topics(_ name: String) throws {
    let topic = try #require(HelpTopic.all.first { $0.name == name })
    let result = Program.run("help", name)
    #expect(result.code == 0 && result.output.hasPrefix(topic.text))
    #expect(topic.text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    #expect(Program.run("help").output.contains("\n  \(name)  "))
    #expect(!CommandCatalog.commands.contains { $0.name == name })
  }

  @Test func topicsOfTwoWords() {
    let help = Program.run("help", "sweep", "status")
    #expect(help.code == 0 && help.output.hasPrefix("softmaxlab sweep status DIR "))
    #expect(Program.run("help", "sweep status") == help)
    #expect(Program.run("sweep", "status", "--help") == help)
    #expect(Program.run("sweep", "status", "--json", "DIR", "-h") == help)
    #expect(Program.run("sweep", "demo", "-h").output.contains("USAGE: softmaxlab sweep "))
    let none = Program.run("help", "sweep", "state")
    #expect(none.code == 2 && none.errors.contains("no help on 'sweep state' (did you mean 'sweep status'?)"))
  }

  /// Dots stand where any number of arguments may follow, and only there.
  @Test func usageOfPositionals() {
    func usage(_ command: String) -> Substring {
      Program.run(command, "--help").output.split(separator: "\n").first { $0.hasPrefix("USAGE") } ?? ""
    }
    #expect(usage("run").hasPrefix("USAGE: softmaxlab run <slug|spec.json5> ["))
    #expect(usage("sweep").hasPrefix("USAGE: softmaxlab sweep <slug|spec.json5> ["))
    #expect(usage("check").hasPrefix("USAGE: softmaxlab check [<slug>…] ["))
    #expect(usage("report").hasPrefix("USAGE: softmaxlab report [DIR] --all"))
    #expect(usage("completion").hasPrefix("USAGE: softmaxlab completion <shell> ["))
  }

  @Test func aTopicNobodyWroteAbout() {
    let result = Program.run("help", "exit-code")
    #expect(result.code == 2)
    #expect(result.errors == "softmaxlab: there is no help on 'exit-code' (did you mean 'exit-codes'?)\n")
  }
}
