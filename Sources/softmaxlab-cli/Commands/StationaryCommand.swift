internal import Attention
internal import Experiments
internal import Foundation
internal import Reporting

/// `softmaxlab stationary`
enum StationaryCommand: Command {
  static let name = "stationary"
  static let summary = "Polish a model to a stationary point of its loss and measure its condition numbers."
  static let positional: Positional? = Positional(
    "DIR",
    help: "tokens.npy (N, n, d) and labels.npy (N) or (N, m); keyMatrix.npy (d, d), teacherPrompt.npy and "
      + "teacherValue.npy if there are any.")
  static let options = [
    Option(
      "--from", "DIR",
      help:
        "Where to start: a folder with prompt.npy, and value.npy if it was trained, or the output of train at "
        + "one learning rate. Without it: the teacher."),
    Option(
      "--parameters", "names",
      help:
        "prompt,value or prompt: what is trained. Default: what the folder of --from tells, else prompt,value."
    ),
    Option(
      "--head", "name",
      help: "The loss: squared, logistic or cross-entropy. Default: that of the training, else squared."),
    Option(
      "--teacher-relative",
      help:
        "Replace labels by the teacher's outputs and keep residuals exact. It goes without saying where the "
        + "labels are these outputs."),
    Option(
      "--lanczos",
      help: "Find the Hessian's extreme eigenvalues by its products, as intervals; above "
        + "\(StationaryInstrument.largestDenseDimension) parameters that is done at any rate."),
    Option("--seed", "n", help: "Seed of the vector Lanczos starts with (0)."),
    ExperimentOptions.threads,
    Option("--json", help: "Accepted; JSON is printed at any rate."),
  ]
  static let examples = [
    "softmaxlab stationary data --parameters prompt", "softmaxlab stationary mine --from fitted",
  ]

  static func run(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    try Interruption.endAtOnce()
    try ExperimentOptions.applyThreads(arguments)
    let (json, isConverged) = try StationaryInstrument.run(options(arguments))
    try tool.console.print(json.serialized())
    guard !isConverged, let stop = json["stop"]?.text else { return .success }
    tool.console.say("softmaxlab stationary: no stationary point: \(explanation(stop))")
    return .notConverged
  }

  /// What the options ask for.
  static func options(_ arguments: Arguments) throws(UsageError) -> StationaryInstrument.Options {
    var options = StationaryInstrument.Options(data: try Arguments.folder(arguments.positionals[0], "DIR"))
    options.from = try arguments.folder("--from")
    options.trained = try arguments.choice("--parameters", among: PromptAttentionLoss.Parameters.allCases) {
      $0.optionName
    }
    options.head = try arguments.choice("--head", among: Head.allCases) { $0.optionName }
    options.teacherRelative = arguments.has("--teacher-relative")
    options.lanczos = arguments.has("--lanczos")
    options.seed = try arguments.seed("--seed") ?? 0
    return options
  }

  private static func explanation(_ stop: String) -> String {
    switch stop {
    case "escapesToInfinity":
      "the parameters grow while the loss falls towards a limit; as far as was searched, nothing finite attracts"
    case "stalled": "the gradient falls no further, though it is above the level of rounding"
    default: "the search is out of steps; start again from the prompt it printed"
    }
  }
}
