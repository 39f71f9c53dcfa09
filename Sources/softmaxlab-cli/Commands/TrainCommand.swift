internal import Attention
internal import Experiments
internal import Foundation
internal import Optimizers
internal import Reporting

/// `softmaxlab train`
enum TrainCommand: Command {
  static let name = "train"
  static let summary = "Train a student on a folder of NumPy files, at several learning rates in lockstep."
  static let positional: Positional? = Positional(
    "DIR",
    help: "tokens.npy (N, n, d) and labels.npy (N) or (N, m); keyMatrix.npy (d, d), teacherPrompt.npy and "
      + "teacherValue.npy if there are any.")
  static let options = [
    Option("--optimizer", "NAME", isRequired: true, help: "A rule: see softmaxlab list --all."),
    Option("--learning-rate", "x[,y,…]", isRequired: true, help: "One run for each."),
    Option("--steps", "T", isRequired: true, help: "Steps; 0 measures the starting point."),
    Option("--out", "DIR", isRequired: true, help: "The folder to write."),
    Option("--set", "name=value", repeats: true, help: "A hyperparameter, such as beta1=0.9."),
    Option(
      "--parameters", "names",
      help:
        "prompt,value (default) or prompt: the value then stays at initialValue.npy, else at the teacher's."),
    Option(
      "--init", "DIR",
      help: "initialPrompt.npy, initialValue.npy or both; what is not given is N(0, 1/d) from the seed."),
    Option("--record-every", "k", help: "Record steps 0, k, 2k, … and T (1)."),
    Option(
      "--teacher-relative",
      help: "Train distances from the teacher with exact residuals; labels are the teacher's outputs."),
    Option("--head", "name", help: "The loss: squared (default), logistic or cross-entropy."),
    Option("--batch-size", "b", help: "Steps see b samples, in a seeded order; all of them by default."),
    Option("--seed", "n", help: "Seed of the starting point and of the mini-batches (0)."),
    ExperimentOptions.threads,
    Option("--force", help: "Replace what is there."),
    ExperimentOptions.json,
  ]
  static let examples = [
    "softmaxlab train data --optimizer adam --learning-rate 0.01,0.1 --steps 2000 --out runs/adam"
  ]

  static func run(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    try ExperimentOptions.applyThreads(arguments)
    let options = try options(arguments, tool)
    let summary = try TrainInstrument.run(options)
    if arguments.has("--json") {
      var summary = summary
      summary["folder"] = .string(options.out.path)
      try tool.console.print(summary.serialized())
    } else {
      try tool.console.print(text(summary) + "\n" + options.out.relativePath)
    }
    return .success
  }

  /// What the options ask for.
  static func options(_ arguments: Arguments, _ tool: Tool) throws -> TrainInstrument.Options {
    var options = TrainInstrument.Options(
      data: try Arguments.folder(arguments.positionals[0], "DIR"), optimizer: try optimizer(arguments),
      learningRates: try learningRates(arguments),
      steps: try arguments.integer("--steps", in: 0...1_000_000_000_000) ?? 0,
      out: try Arguments.folder(arguments.string("--out") ?? "", "--out"))
    options.startingPoint = try arguments.folder("--init")
    options.recordEvery = try arguments.integer("--record-every", in: 1...Int.max) ?? 1
    options.trained =
      try arguments.choice("--parameters", among: PromptAttentionLoss.Parameters.allCases) { $0.optionName }
      ?? options.trained
    options.head = try arguments.choice("--head", among: Head.allCases) { $0.optionName } ?? options.head
    if arguments.has("--teacher-relative") { options.arithmetic = .teacherRelative }
    options.batchSize = try arguments.integer("--batch-size", in: 1...Int.max)
    options.seed = try arguments.seed("--seed") ?? 0
    options.force = arguments.has("--force")
    options.command = tool.commandLine
    options.progress = Progress.style(quiet: arguments.has("--quiet"))
    return options
  }

  /// The rule with the hyperparameters of `--set`.
  private static func optimizer(_ arguments: Arguments) throws -> AnyOptimizer {
    var optimizer = try OptimizerCatalog.optimizer(named: arguments.string("--optimizer") ?? "")
    for text in arguments.strings("--set") {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw UsageError.badValue(option: "--set", text: text, expected: "name=value")
      }
      guard parts[0] != "learningRate" else {
        throw UsageError.badValue(option: "--set", text: text, expected: "--learning-rate \(parts[1])")
      }
      try optimizer.set(parts[0], to: HyperparameterValue(parsing: parts[1]))
    }
    return optimizer
  }

  private static func learningRates(_ arguments: Arguments) throws(UsageError) -> [Double] {
    let rates = try arguments.numbers("--learning-rate") ?? []
    let text = arguments.string("--learning-rate") ?? ""
    guard rates.allSatisfy({ $0 > 0 }) else {
      throw .badValue(option: "--learning-rate", text: text, expected: "positive numbers")
    }
    guard Set(rates).count == rates.count else {
      throw .badValue(option: "--learning-rate", text: text, expected: "each rate once")
    }
    return rates
  }

  /// One line a learning rate.
  private static func text(_ summary: JSONValue) -> String {
    func number(_ run: JSONValue, _ key: String) -> String {
      run[key]?.number.map(ShortNumber.text) ?? ""
    }
    let rows = (summary["runs"]?.elements ?? []).map { run in
      let divergence = run["divergedAtStep"]?.number.map { "diverged at step \(ShortNumber.text($0))" }
      return [
        number(run, "learningRate"), number(run, "loss"), number(run, "gradientNorm"),
        number(run, "log10MeanRatio"), divergence ?? "completed",
      ]
    }
    return TextTable.text(
      [["learning rate", "loss", "gradient norm", "log10 mean ratio", "outcome"]] + rows)
  }
}
