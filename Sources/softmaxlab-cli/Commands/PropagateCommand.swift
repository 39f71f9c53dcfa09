internal import Experiments
internal import Foundation
internal import Reporting

/// `softmaxlab propagate`
enum PropagateCommand: Command {
  static let name = "propagate"
  static let summary =
    "Order, chaos and trainability of a random network or transformer, in the limit of large width."
  static let positional: Positional? = Positional(
    "FILE|-",
    help:
      "JSON, from stdin with -: {\"network\": \"mlp\", \"activation\", \"sigmaW\", \"sigmaB\"} with \"correlation\": "
      + "{\"c0\", \"layers\"} and \"circle\": {\"layers\"} if wanted, or \"find\": \"criticalSigmaW\" in place of sigmaW; "
      + "{\"network\": \"transformer\", \"activation\", \"alphaA\", \"alphaM\", \"sigmaA\", \"sigmaW\", \"tokens\", "
      + "\"layers\", \"residual\": \"sqrt\" or \"plain\"} with \"trajectory\": {\"q0\", \"c0\"}; {\"kernel\": {\"activation\", "
      + "\"varU\", \"varV\", \"cov\"}}; {\"attention\": {\"tokens\", \"sigmaA\", \"c\"}}. Activations: tanh, erf, relu, gelu."
  )
  static let options = [
    ExperimentOptions.threads,
    Option("--json", help: "Print JSON only; this command prints nothing else anyway."),
  ]
  static let examples = ["softmaxlab propagate network.json"]

  static func run(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    try Interruption.endAtOnce()
    try ExperimentOptions.applyThreads(arguments)
    let (text, source) = try TextFile.readInput(arguments.positionals[0])
    try tool.console.print(PropagationInstrument.run(text: text, source: source).serialized())
    return .success
  }
}
