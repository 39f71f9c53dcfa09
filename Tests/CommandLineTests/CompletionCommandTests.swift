import ExperimentSupport
import Foundation
import Reporting
import Testing

@Suite struct CompletionCommandTests {
  /// What is offered for a command line with the demo as the only experiment.
  private func candidates(_ words: String...) throws -> [String] {
    try Scratch.folder { root in
      try Demo.write(into: root)
      let result = Program.run(["completion", "--candidates", "--"] + words, experiments: root)
      #expect(result.code == 0 && result.errors.isEmpty)
      return result.output.split(separator: "\n").map(String.init)
    }
  }

  @Test func commandsOptionsAndExperiments() throws {
    #expect(try candidates("ru") == ["run"])
    #expect(try Set(candidates("")).isSuperset(of: ["run", "check", "help", "--version"]))
    #expect(try candidates("run", "") == ["demo"])
    #expect(try candidates("run", "demo", "--q") == ["--quick", "--quiet"])
    #expect(try candidates("run", "demo", "--quick", "--qu") == ["--quiet"])
    #expect(try candidates("run", "demo", "--set", "start.v") == ["start.value="])
    #expect(try Set(candidates("train", "data", "--optimizer", "ada")) == ["adagrad", "adam", "adamw"])
    #expect(try candidates("help", "exit") == ["exit-codes"])
    #expect(try candidates("completion", "f") == ["fish"])
    #expect(try candidates("help", "swe") == ["sweep"])
    #expect(try candidates("help", "sweep", "") == ["status"])
    #expect(try candidates("help", "run", "") == [])
    #expect(try candidates("sweep", "") == ["status", "demo"])
    #expect(try candidates("sweep", "--quick", "") == ["demo"])
    #expect(try candidates("sweep", "demo", "--launcher", "") == ["local", "slurm"])
    #expect(try candidates("sweep", "demo", "--retry", "") == ["failed"])
  }

  /// Where a file may follow the shell completes by itself.
  @Test func filesAreLeftToTheShell() throws {
    #expect(try candidates("train", "") == [])
    #expect(try candidates("run", "demo", "--out", "") == [])
    #expect(try candidates("sweep", "status", "") == [])
    #expect(try candidates("nonsense", "x") == [])
  }

  @Test func scriptsOfAllShells() {
    for shell in ["bash", "zsh", "fish"] {
      let result = Program.run("completion", shell)
      #expect(result.code == 0 && result.output.contains("softmaxlab completion --candidates --"))
    }
    let result = Program.run("completion", "bsh")
    #expect(result.code == 2 && result.errors.contains("did you mean 'bash'"))
    #expect(Program.run("completion").code == 2)
    #expect(Program.run("completion", "bash", "zsh").code == 2)
  }
}
