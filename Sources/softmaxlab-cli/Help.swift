/// The texts of `--help`, laid out as people know them from other Swift tools.
package enum Help {
  package static let overview = "OVERVIEW: A lab for the training dynamics of softmax attention."

  package static func usage(_ commands: [any Command.Type]) -> String {
    """
    \(overview)

    USAGE: softmaxlab <command> [options]

    COMMANDS:
    \(rows(commands.map { ($0.name, $0.summary) }))

    OPTIONS:
    \(rows([("--version", "Show the version."), ("--help", "Show this help.")]))

    TOPICS:
    \(rows(HelpTopic.all.map { ($0.name, $0.summary) }))

      See 'softmaxlab help <command|topic>' for a command's arguments and examples, or a topic.

    """
  }

  package static func text(_ command: any Command.Type) -> String {
    var text = "OVERVIEW: \(command.summary)\n\nUSAGE: \(synopsis(command))\n"
    if let positional = command.positional {
      text += "\nARGUMENTS:\n" + rows([(positional.name, positional.help)]) + "\n"
    }
    text += "\nOPTIONS:\n"
    text += rows(
      command.allOptions.map { ([$0.name, $0.value].compactMap(\.self).joined(separator: " "), $0.help) })
    text += "\n\nEXAMPLE:\n" + command.examples.map { "  \($0)\n" }.joined()
    return text
  }

  /// The line after USAGE.
  package static func synopsis(_ command: any Command.Type) -> String {
    var words = ["softmaxlab", command.name]
    if let positional = command.positional { words.append(positional.usage) }
    words += command.options.map { option in
      let usage = [option.name, option.value].compactMap(\.self).joined(separator: " ")
      return (option.isRequired ? usage : "[\(usage)]") + (option.repeats ? "…" : "")
    }
    return words.joined(separator: " ")
  }

  /// Two columns; a first one that is too wide has a line of its own, the second one is wrapped at 100 columns.
  package static func rows(_ rows: [(String, String)], indent: Int = 2) -> String {
    let gap = 26
    let margin = String(repeating: " ", count: indent)
    return rows.map { name, text in
      let head = margin + name
      let padding = String(repeating: " ", count: gap)
      let lines = wrap(text, width: 100 - gap)
      let first =
        head.count < gap
        ? head + String(repeating: " ", count: gap - head.count) + (lines.first ?? "")
        : head + "\n" + padding + (lines.first ?? "")
      return ([first] + lines.dropFirst().map { padding + $0 }).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  package static func wrap(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + word.count < width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
