internal import Dynamics
internal import Experiments
internal import Foundation
internal import Reporting

/// `softmaxlab bench`
enum BenchCommand: Command {
  static let name = "bench"
  static let summary = "Measure the cost of a training step beside this machine's limits."
  static let positional: Positional? = nil
  static let options = [ExperimentOptions.threads, ExperimentOptions.json]
  static let examples = ["softmaxlab bench"]

  static func run(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    try ExperimentOptions.applyThreads(arguments)
    let isQuiet = arguments.has("--quiet")
    let benchmark = try StepBenchmark { if !isQuiet { tool.console.say("bench: \($0)") } }
    if !isQuiet { tool.console.say("bench: spectra") }
    let (spectrum, linearization) = (try SpectrumBenchmark(), try LinearizationBenchmark())
    if !isQuiet { tool.console.say("bench: stiff problems") }
    let stiff = try StiffBenchmark()
    guard !arguments.has("--json") else {
      var json = benchmark.json
      json["spectrum"] = spectrum.json
      json["linearization"] = linearization.json
      json["stiff"] = stiff.json
      json["endOfStiffness"] = EndOfStiffnessBenchmark().json
      try tool.console.print(json.serialized())
      return .success
    }
    if !isQuiet { tool.console.say("bench: product with the Hessian") }
    let product = try HessianProductBenchmark()
    if !isQuiet { tool.console.say("bench: signal propagation") }
    let propagation = try PropagationBenchmark()
    let transformer = try TransformerBenchmark()
    try tool.console.print(
      [
        text(benchmark),
        [text(spectrum), text(product), text(propagation), text(transformer)].joined(separator: "\n"),
        text(linearization), text(stiff),
      ].joined(separator: "\n\n"))
    return .success
  }

  private static func text(_ benchmark: LinearizationBenchmark) -> String {
    func line(_ name: String, _ measurement: LinearizationBenchmark.Measurement) -> String {
      name.padding(toLength: 28, withPad: " ", startingAt: 0)
        + String(
          format: "%8.1f%20.1e%25d", measurement.milliseconds, measurement.largestError,
          measurement.wrongEigenvalues)
    }
    let count = LinearizationBenchmark.tokens
    var lines = [
      "all \(count - 1) eigenvalues of J²H, n = \(count), x_max/x_min = 1e25, beside 200-digit arithmetic",
      "                                  ms      error of log10 λ      off by 1 % or more",
      line("softmaxlab", benchmark.own),
    ]
    if let numPy = benchmark.numPy, let version = benchmark.numPyVersion {
      lines.append(line("numpy.linalg.eigvals \(version)", numPy))
    } else {
      lines.append("numpy.linalg.eigvals: there is no python3 with NumPy on the path")
    }
    return lines.joined(separator: "\n")
  }

  private static func text(_ benchmark: StiffBenchmark) -> String {
    var lines = ["stiff problems, Radau IIA with exact Jacobians, tolerance 1e-8"]
    lines.append("                                        error  evaluations  Jacobians    LU  steps      ms")
    for run in benchmark.runs where run.isExact && abs(run.tolerance * 1e8 - 1) < 1e-6 {
      let cost = run.statistics
      lines.append(
        run.problem.padding(toLength: 36, withPad: " ", startingAt: 0)
          + String(
            format: "%9.1e%13d%11d%6d%7d%8.2f", run.error, cost.evaluations, cost.jacobians,
            cost.factorizations, cost.accepted, run.milliseconds))
    }
    return lines.joined(separator: "\n")
  }

  private static func text(_ benchmark: SpectrumBenchmark) -> String {
    String(
      format: "condition number of a softmax Jacobian, n = %d: %.1f ms", benchmark.tokens,
      benchmark.milliseconds)
  }

  private static func text(_ benchmark: HessianProductBenchmark) -> String {
    String(
      format: "product with the Hessian, N = %d, n = %d, d = %d, p and v: %.1f ms", benchmark.samples,
      benchmark.tokens, benchmark.dimension, benchmark.milliseconds)
  }

  private static func text(_ benchmark: PropagationBenchmark) -> String {
    String(
      format:
        "signal propagation, tanh: %d pairs of exponents %.1f ms, a correlation map of %d points %.1f ms",
      benchmark.points, benchmark.exponentMilliseconds, benchmark.points, benchmark.correlationMilliseconds)
  }

  private static func text(_ benchmark: TransformerBenchmark) -> String {
    String(
      format: """
        random transformer, d = %d, n = %d, %d blocks, forward and backward, one thread: %.0f ms, %.2f times its products
        with weights; drawing them %.0f ms
        """, benchmark.width, benchmark.tokens, benchmark.layers, benchmark.milliseconds,
      benchmark.milliseconds / benchmark.productMilliseconds, benchmark.drawingMilliseconds)
  }

  private static func text(_ benchmark: StepBenchmark) -> String {
    var lines = [
      String(
        format: "read bandwidth %.1f GB/s, matrix products %.1f GFLOP/s", benchmark.readBandwidth / 1e9,
        benchmark.productRate / 1e9),
      "",
      "    N    n    d    B   ms/step/trajectory   time/limit",
    ]
    for size in benchmark.cases {
      lines.append(
        String(
          format: "%5d%5d%5d%5d%21.4f%13.2f", size.samples, size.tokens, size.dimension, size.trajectories,
          size.millisecondsPerStepPerTrajectory, size.ratioToLimit))
    }
    lines += ["", "limit: the longer of 8·N·n·d bytes read and 8·N·n·d·B flops, for p and v"]
    return lines.joined(separator: "\n")
  }
}
