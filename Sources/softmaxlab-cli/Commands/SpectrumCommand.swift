internal import Experiments
internal import Foundation
internal import Reporting
internal import Spectra

/// `softmaxlab spectrum`
enum SpectrumCommand: Command {
  static let name = "spectrum"
  static let summary = "Eigenvalues and condition numbers of the softmax Jacobian, to full relative accuracy."
  static let positional: Positional? = Positional(
    "FILE|-",
    help: "JSON, from stdin with -: {\"logits\": […]}, {\"x\": […]} or {\"log10x\": […]}, and \"hessian\": "
      + "[[…]] for the linearised flow, too; x is divided by its sum if that is 1 within 0.001. Or a .npy file "
      + "whose last axis is one row of attention.")
  static let options = [
    Option("--logits", help: "The .npy file holds logits; −inf masks a token."),
    Option(
      "--weights",
      help: "The .npy file holds weights. Without either: weights if every row sums to 1, else logits."),
    ExperimentOptions.threads,
    Option("--json", help: "Print JSON only, for a .npy file too."),
  ]
  static let examples = [
    "softmaxlab spectrum point.json", "softmaxlab spectrum attention.npy --logits",
  ]

  static func run(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    try Interruption.endAtOnce()
    try ExperimentOptions.applyThreads(arguments)
    let path = arguments.positionals[0]
    guard !path.isEmpty else {
      throw UsageError.badValue(option: "FILE", text: "''", expected: "a path or -")
    }
    guard path.lowercased().hasSuffix(".npy") else {
      for option in ["--logits", "--weights"] where arguments.has(option) {
        throw UsageError.badValue(option: option, text: path, expected: "a file whose name ends in .npy")
      }
      let (text, source) = try TextFile.readInput(path)
      try tool.console.print(SpectrumInstrument.run(text: text, source: source).serialized())
      return .success
    }
    let map = try AttentionMapInstrument(URL(fileURLWithPath: path), kind: kind(arguments))
    try tool.console.print(arguments.has("--json") ? map.json : table(map))
    return .success
  }

  /// What the numbers of a `.npy` file are; nil leaves it to the numbers.
  static func kind(_ arguments: Arguments) throws(UsageError) -> AttentionRow.Kind? {
    guard !(arguments.has("--logits") && arguments.has("--weights")) else {
      throw .badValue(option: "--logits", text: "--weights", expected: "one of them")
    }
    return arguments.has("--logits") ? .logits : arguments.has("--weights") ? .weights : nil
  }

  /// A line a row, then the range of each column.
  private static func table(_ map: AttentionMapInstrument) -> String {
    func line(_ head: String, _ values: [Double]) -> [String] { [head] + values.map(ShortNumber.text) }
    var lines = [["index", "log10 ratio", "entropy", "log10 condition number"]]
    for (row, value) in map.rows.enumerated() {
      let index = map.index(of: row).map(String.init).joined(separator: " ")
      lines.append(line(index, AttentionMapInstrument.statistics.map { $0.value(value) }))
    }
    let ranges = AttentionMapInstrument.statistics.map { statistic in
      AttentionMapInstrument.Summary(map.rows.map(statistic.value))
    }
    lines.append([])
    lines.append(line("smallest", ranges.map(\.smallest)))
    lines.append(line("median", ranges.map(\.median)))
    lines.append(line("largest", ranges.map(\.largest)))
    return TextTable.text(lines) + "\n\n\(map.rows.count) rows of \(map.shape.last ?? 0) \(map.kind.rawValue)"
  }
}
