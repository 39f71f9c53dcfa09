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
  }

  /// Where a file may follow the shell completes by itself.
  @Test func filesAreLeftToTheShell() throws {
    #expect(try candidates("train", "") == [])
    #expect(try candidates("run", "demo", "--out", "") == [])
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

  /// The script in the shell itself, with the executable that was built.
  @Test(.enabled(if: Program.executable != nil)) func bashCompletes() throws {
    let folder = try #require(Program.executable).deletingLastPathComponent().path
    let script = """
      PATH='\(folder)':$PATH
      source <(softmaxlab completion bash)
      COMP_WORDS=(softmaxlab prop) COMP_CWORD=1
      _softmaxlab
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let bash = try #require(Subprocess.find("bash", path: ProcessInfo.processInfo.environment["PATH"]))
    let result = try #require(Subprocess.run(bash, ["-c", script], in: "/", timeout: 60))
    #expect(result.status == 0 && result.output == "propagate\n")
  }
}
