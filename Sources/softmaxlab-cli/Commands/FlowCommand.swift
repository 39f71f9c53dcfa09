internal import Experiments
internal import Foundation
internal import Reporting

/// `softmaxlab flow`
enum FlowCommand: Command {
  static let name = "flow"
  static let summary =
    "Gradient flow, replicator dynamics and games on the simplex, through any span of time."
  static let positional: Positional? = Positional(
    "FILE|-",
    help:
      "JSON, from stdin with -: {\"targetLogits\": […], \"hessian\": [[…]], \"times\": […]}, and optionally "
      + "\"initial\": \"uniform\" or {\"logits\": […]}, \"flow\": \"gradient\", \"replicator\" or \"natural\", "
      + "\"tolerance\": the local error in log x. Or \"payoff\": […] or [[…]] in place of target and Hessian."
  )
  static let options = [Option("--json", help: "Print JSON only; this command prints nothing else anyway.")]
  static let examples = ["softmaxlab flow stall.json"]

  static func run(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    try Interruption.endAtOnce()
    let (text, source) = try TextFile.readInput(arguments.positionals[0])
    let flow = try FlowInstrument(text: text, source: source)
    try tool.console.print(flow.json.serialized())
    guard !flow.isComplete else { return .success }
    tool.console.say(flow.explanation)
    return .notConverged
  }
}
