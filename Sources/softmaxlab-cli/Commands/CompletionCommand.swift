/// `softmaxlab completion`
enum CompletionCommand: Command {
  /// A shell the program has a script for.
  enum Shell: String, CaseIterable {
    case bash, zsh, fish

    /// What the shell reads: it asks the program for candidates, and completes files where there are none.
    var script: String {
      switch self {
      case .bash:
        """
        _softmaxlab() {
          local IFS=$'\\n'
          COMPREPLY=($(softmaxlab completion --candidates -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
          [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
        }
        complete -o default -F _softmaxlab softmaxlab
        """
      case .zsh:
        """
        #compdef softmaxlab
        _softmaxlab() {
          local -a candidates
          candidates=(${(f)"$(softmaxlab completion --candidates -- "${(@)words[2,CURRENT]}" 2>/dev/null)"})
          # A value follows an equals sign, and no space.
          if (( $#candidates )); then
            compadd -S '' -- ${(M)candidates:#*=}
            compadd -- ${candidates:#*=}
          else
            _files
          fi
        }
        # As a file of $fpath it is called when it is read.
        if [[ $funcstack[1] == _softmaxlab ]]; then
          _softmaxlab "$@"
        else
          (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
          compdef _softmaxlab softmaxlab
        fi
        """
      case .fish:
        """
        function __softmaxlab_candidates
          set -l words (commandline -opc) (commandline -ct)
          set -l candidates (softmaxlab completion --candidates -- $words[2..-1] 2>/dev/null)
          if set -q candidates[1]
            printf '%s\\n' $candidates
          else
            __fish_complete_path (commandline -ct)
          end
        end
        complete -c softmaxlab -f -a '(__softmaxlab_candidates)'
        """
      }
    }
  }

  static let name = "completion"
  static let summary = "Print what makes bash, zsh or fish complete commands, options and experiments."
  static let positional: Positional? = Positional(
    "<shell>", count: 0...Int.max, usage: "<shell>",
    help: "bash, zsh or fish; the words of a command line with --candidates.")
  static let options = [
    Option("--candidates", help: "Print what can follow on the command line after --, one a line.")
  ]
  static let examples = [
    "source <(softmaxlab completion bash)", "source <(softmaxlab completion zsh)",
    "softmaxlab completion fish | source",
  ]

  static func run(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    if arguments.has("--candidates") {
      let candidates = Completion(tool: tool).candidates(arguments.positionals)
      if !candidates.isEmpty { try tool.console.print(candidates.joined(separator: "\n")) }
      return .success
    }
    guard let name = arguments.positionals.first else { throw UsageError.missingArgument("<shell>") }
    guard arguments.positionals.count == 1 else {
      throw UsageError.unexpectedArgument(arguments.positionals[1])
    }
    guard let shell = Shell(rawValue: name) else {
      throw UsageError.unknownName(option: "<shell>", text: name, known: Shell.allCases.map(\.rawValue))
    }
    try tool.console.print(shell.script)
    return .success
  }
}
