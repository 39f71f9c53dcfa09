internal import Experiments
internal import Reporting

/// `softmaxlab verify`
enum VerifyCommand: Command {
  static let name = "verify"
  static let summary =
    "Integrate the 23 reference problems by every integrator fit for them, and count correct digits."
  static let positional: Positional? = nil
  static let options = [
    ExperimentOptions.threads,
    Option(
      "--json",
      help:
        "Print JSON only: {\"holds\", \"misses\", \"problems\": [{\"number\", \"problem\", \"amplification\", "
        + "\"measurements\"}], \"runs\": [{\"number\", \"problem\", \"method\", \"tolerance\", \"error\", \"digits\", "
        + "\"requiredDigits\", \"amplification\", \"roundingFloor\", \"steps\", \"rejected\", \"evaluations\", "
        + "\"jacobians\", \"factorizations\", \"milliseconds\", \"holds\", \"miss\"}], \"orders\": [{\"number\", "
        + "\"problem\", \"method\", \"quantity\", \"nominal\", \"tolerance\", \"measured\", \"slopes\", \"holds\", "
        + "\"miss\"}]}. The exit code is 5 if anything is missed."),
  ]
  static let examples = ["softmaxlab verify", "softmaxlab verify --json > digits.json"]

  static func run(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    try Interruption.endAtOnce()
    try ExperimentOptions.applyThreads(arguments)
    let isQuiet = arguments.has("--quiet")
    let instrument = VerifyInstrument { if !isQuiet { tool.console.say("verify: \($0)") } }
    try tool.console.print(arguments.has("--json") ? instrument.json.serialized() : instrument.text)
    return instrument.holds ? .success : .claimFailed
  }
}
