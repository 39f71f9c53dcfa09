import ExperimentSupport
import Foundation
import Reporting
import Testing

/// The scripts in the shells themselves, with the executable that was built and the experiments of the package.
@Suite(.enabled("the executable was not built") { Program.executable != nil }) struct ShellCompletionTests {
  /// A shell, and how it is asked for what can follow on a command line.
  enum Shell: String, CaseIterable {
    case bash, zsh, fish

    var path: String? { Subprocess.find(rawValue, path: ProcessInfo.processInfo.environment["PATH"]) }

    /// Prints what `line`, with the cursor at its end, is completed by: one candidate a line, or the whole line that
    /// came of the only one.
    func script(_ line: String, in folder: URL) -> String {
      let words = line.components(separatedBy: " ")
      switch self {
      case .bash:
        return """
          source <(softmaxlab completion bash) || exit 9
          COMP_WORDS=(\(words.map { "'\($0)'" }.joined(separator: " "))) COMP_CWORD=\(words.count - 1)
          _softmaxlab
          printf '%s\\n' "${COMPREPLY[@]}"
          """
      case .zsh:
        // A terminal of its own, where the key Tab completes and writes down what became of the line.
        let rc = """
          PS1= ZDOTDIR='\(folder.path)'
          autoload -Uz compinit; compinit -u -d '\(folder.path)/dump'
          source <(softmaxlab completion zsh)
          zstyle ':completion:*' menu no
          tab() { zle complete-word; print -r -- $BUFFER > '\(folder.path)/line' }
          zle -N tab; bindkey '^I' tab
          print ready > '\(folder.path)/ready'
          """
        return """
          zmodload zsh/zpty || exit 9
          print -r -- \(Self.quoted(rc)) > '\(folder.path)/rc'
          zpty shell zsh -f -i
          zpty -w shell "source '\(folder.path)/rc'"
          for i in {1..1200}; do [[ -s '\(folder.path)/ready' ]] && break; sleep 0.05; done
          zpty -n -w shell \(Self.quoted(line))$'\\t'
          for i in {1..1200}; do [[ -s '\(folder.path)/line' ]] && break; sleep 0.05; done
          cat '\(folder.path)/line'
          zpty -d shell
          """
      case .fish:
        return """
          softmaxlab completion fish | source; or exit 9
          complete -C \(Self.quoted(line))
          """
      }
    }

    private static func quoted(_ text: String) -> String {
      "'" + text.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }
  }

  /// The lines a shell prints.
  private func complete(_ line: String, in shell: Shell) throws -> [String] {
    let program = try #require(Program.executable)
    let path = try #require(shell.path)
    return try Scratch.folder { folder in
      let setting =
        shell == .fish
        ? "set -gx PATH '\(program.deletingLastPathComponent().path)' $PATH\n"
        : "export PATH='\(program.deletingLastPathComponent().path)':$PATH\n"
      let options = shell == .bash ? ["--norc"] : shell == .zsh ? ["-f"] : ["--no-config"]
      let result = try #require(
        Subprocess.run(
          path, options + ["-c", setting + shell.script(line, in: folder)], in: folder.path, timeout: 180))
      #expect(result.status == 0)
      return result.output.split(separator: "\n").map(String.init)
    }
  }

  @Test(
    .enabled("bash is not installed") { Shell.bash.path != nil },
    arguments: [
      ("softmaxlab prop", ["propagate"]), ("softmaxlab sweep stat", ["status"]),
      ("softmaxlab sweep stall --launcher ", ["local", "slurm"]),
      ("softmaxlab run conv", ["convergence"]), ("softmaxlab run stall --qu", ["--quick", "--quiet"]),
      ("softmaxlab train data --optimizer adam", ["adam", "adamw"]),
    ])
  func bash(_ line: String, _ candidates: [String]) throws {
    #expect(try complete(line, in: .bash) == candidates)
  }

  @Test(
    .enabled("fish is not installed") { Shell.fish.path != nil },
    arguments: [
      ("softmaxlab prop", ["propagate"]), ("softmaxlab sweep stat", ["status"]),
      ("softmaxlab sweep stall --launcher ", ["local", "slurm"]),
      ("softmaxlab run conv", ["convergence"]), ("softmaxlab run stall --qu", ["--quick", "--quiet"]),
      ("softmaxlab train data --optimizer adam", ["adam", "adamw"]),
    ])
  func fish(_ line: String, _ candidates: [String]) throws {
    #expect(try complete(line, in: .fish) == candidates)
  }

  /// What Tab makes of the line: a space follows what is complete.
  @Test(
    .enabled("zsh is not installed") { Shell.zsh.path != nil },
    arguments: [
      ("softmaxlab prop", "softmaxlab propagate "), ("softmaxlab sweep stat", "softmaxlab sweep status "),
      ("softmaxlab sweep stall --launcher s", "softmaxlab sweep stall --launcher slurm "),
      ("softmaxlab run conv", "softmaxlab run convergence "),
      ("softmaxlab run stall --qu", "softmaxlab run stall --qui"),
      ("softmaxlab train data --optimizer adamw", "softmaxlab train data --optimizer adamw "),
      ("softmaxlab run stall --set sam", "softmaxlab run stall --set samples="),
    ])
  func zsh(_ line: String, _ completed: String) throws {
    #expect(try complete(line, in: .zsh) == [completed])
  }
}
