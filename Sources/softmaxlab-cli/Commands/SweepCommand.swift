internal import Experiments
internal import Foundation
internal import Reporting

/// `softmaxlab sweep`
enum SweepCommand: Command {
  static let name = "sweep"
  static let summary = "Run an experiment at every combination of parameters, here or on a cluster."
  static let positional: Positional? = Positional(
    "<slug|spec.json5>", count: 1...2,
    help: "An experiment, or a specification file; 'status DIR' says how far the sweep in DIR is.")
  static let options = [
    Option(
      "--over", "key.path=values", repeats: true,
      help: "Vary a parameter: a,b,c or lo..hi:count or lo..hi:countlog, several for all combinations."),
    ExperimentOptions.set,
    Option("--seeds", "a..b", help: "Each of these seeds in place of the specification's."),
    ExperimentOptions.quick,
    Option("--out", "DIR", help: "The sweep's folder instead of results/<slug>/sweep-<digest>."),
    Option("--launcher", "local|slurm", help: "Compute here (default), or submit a job array to Slurm."),
    Option("--jobs", "n", help: "Compute n cells at once (processors / threads)."),
    Option("--threads", "n", help: "Threads of each cell (1)."),
    Option("--retry", "failed", help: "Try cells again that failed."),
    Option(
      "--shard", "i/n", help: "Compute the i-th of n parts only, i from 1; any number may share a folder."),
    Option("--max-seconds", "s", help: "Begin no cell after s seconds; exit code 75 if some are left."),
    Option("--metric", "key", repeats: true, help: "Draw this metric in report.html (the first three)."),
    Option(
      "--site", "FILE", help: "Slurm: a JSON5 file of partition, time, cpus, memory, tasks, options, setup."),
    Option("--partition", "name", help: "Slurm: the partition."),
    Option("--time", "limit", help: "Slurm: the time limit of a task, such as 2:00:00."),
    Option("--cpus", "n", help: "Slurm: processors of a task (1)."),
    Option("--memory", "size", help: "Slurm: memory of a task, such as 4G."),
    Option("--tasks", "n", help: "Slurm: tasks of the array (10)."),
    Option("--dry-run", help: "List the cells and what has become of them, and compute nothing."),
    ExperimentOptions.json,
  ]
  static let examples = [
    "softmaxlab sweep optimizers --quick --over learningRates.start=1e-3,1e-2 --seeds 0..3",
    "softmaxlab sweep status results/optimizers/sweep-0123456789abcdef",
  ]

  static func run(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    let words = arguments.positionals
    guard words.count == 2 else {
      guard words[0] != "status" else { throw UsageError.missingArgument("DIR: softmaxlab sweep status DIR") }
      return try sweep(arguments, tool)
    }
    switch words[0] {
    case "status": return try SweepStatusCommand.run(Arguments.folder(words[1], "DIR"), arguments, tool)
    // What the processes of single cells are started with.
    case "cell": return try cell(URL(fileURLWithPath: words[1]), arguments, tool)
    default: throw UsageError.unexpectedArgument(words[1])
    }
  }

  private static func sweep(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    let plan = try plan(arguments, tool)
    let options = try options(arguments, plan, tool)
    let launcher = try launcher(arguments)
    if arguments.has("--dry-run") {
      let status = try SweepStatus(plan, shard: options.shard, in: options.out)
      try SweepStatusCommand.list(status, jobs: options.jobs, arguments, tool)
      return .success
    }
    if launcher == "slurm" {
      try SweepSlurm.submit(plan, options, arguments, tool)
      return .success
    }
    let outcome = try SweepRunner.run(plan, options)
    // A report that cannot be written, as for a metric that no cell has, keeps nothing back of what was computed.
    let report = Result { try writeReport(outcome, options.out, arguments, tool) }
    try print(outcome, options.out, try? report.get(), arguments, tool)
    _ = try report.get()
    return exitCode(outcome)
  }

  /// The experiment with its axes.
  static func plan(_ arguments: Arguments, _ tool: Tool) throws -> SweepPlan {
    let axes = try arguments.strings("--over").map { try SweepAxis($0) }
    let seeds = try seeds(arguments)
    let base = try ExperimentOptions.experiment(arguments.positionals[0], arguments, tool)
    return try SweepPlan(base, axes: axes, seeds: seeds)
  }

  /// How to compute it.
  static func options(
    _ arguments: Arguments, _ plan: SweepPlan, _ tool: Tool
  ) throws -> SweepRunner.Options {
    let out =
      try arguments.folder("--out")
      ?? tool.results.appendingPathComponent(plan.base.slug).appendingPathComponent(
        "sweep-" + plan.base.address, isDirectory: true)
    var options = SweepRunner.Options(
      out: out, program: tool.program, threads: try arguments.integer("--threads", in: 1...1024) ?? 1)
    options.jobs = try arguments.integer("--jobs", in: 1...1024) ?? options.jobs
    options.retriesFailed = try arguments.choice("--retry", among: ["failed"]) { $0 } != nil
    options.shard = try shard(arguments)
    options.maximumSeconds = try seconds(arguments)
    options.metrics = arguments.strings("--metric")
    options.progress = Progress.style(quiet: arguments.has("--quiet"))
    options.warn = { tool.console.say("softmaxlab sweep: \($0)") }
    return options
  }

  /// Where it is computed.
  static func launcher(_ arguments: Arguments) throws(UsageError) -> String {
    try arguments.choice("--launcher", among: ["local", "slurm"]) { $0 } ?? "local"
  }

  /// `--seeds`.
  static func seeds(_ arguments: Arguments) throws -> ClosedRange<UInt64>? {
    guard let text = arguments.string("--seeds") else { return nil }
    let ends = text.components(separatedBy: "..").map { UInt64($0) }
    guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last else {
      throw UsageError.badValue(
        option: "--seeds", text: text, expected: "a..b, integers with 0 ≤ a ≤ b < 2^64")
    }
    return first...last
  }

  private static func seconds(_ arguments: Arguments) throws(UsageError) -> Double? {
    guard let seconds = try arguments.number("--max-seconds") else { return nil }
    guard seconds >= 0 else {
      throw .badValue(
        option: "--max-seconds", text: arguments.string("--max-seconds") ?? "",
        expected: "a number of at least 0")
    }
    return seconds
  }

  private static func shard(_ arguments: Arguments) throws -> (index: Int, count: Int)? {
    guard let text = arguments.string("--shard") else { return nil }
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let index = numbers[0], let count = numbers[1], index >= 1, index <= count
    else { throw SweepError.badShard(text) }
    return (index, count)
  }

  // MARK: - What came of it

  /// Figures are drawn once everything is there, and again only for other results or if metrics are named.
  private static func writeReport(
    _ outcome: SweepRunner.Outcome, _ out: URL, _ arguments: Arguments, _ tool: Tool
  ) throws -> URL? {
    guard outcome.interruption == nil else { return nil }
    let metrics = arguments.strings("--metric")
    let report = try SweepReport.write(
      out, studies: tool.studies, after: outcome, metrics: metrics, onlyIfStale: metrics.isEmpty)
    for warning in report.warnings { tool.console.say("softmaxlab sweep: \(warning)") }
    return report.page
  }

  private static func print(
    _ outcome: SweepRunner.Outcome, _ out: URL, _ report: URL?, _ arguments: Arguments, _ tool: Tool
  ) throws {
    let index = out.appendingPathComponent("index.csv")
    for damage in outcome.damages {
      tool.console.say(
        "softmaxlab sweep: cell \(damage.address): \(damage.reason); when the cell is computed again, this run is "
          + "moved to run.damaged or, if there is one, run.damaged-2 and so on")
    }
    for remark in outcome.remarks { tool.console.say("softmaxlab sweep: index.csv: \(remark)") }
    for failure in outcome.failures {
      tool.console.say("softmaxlab sweep: cell \(failure.address) failed: \(failure.reason)")
    }
    guard !arguments.has("--json") else {
      let json: JSONValue = [
        "folder": .string(out.path), "index": .string(index.path), "cells": .integer(outcome.cells),
        "reused": .integer(outcome.reused), "computed": .integer(outcome.computed),
        "computedElsewhere": .integer(outcome.computedElsewhere),
        "failed": .array(
          outcome.failures.map { ["cell": .string($0.address), "reason": .string($0.reason)] }),
        "damaged": .array(
          outcome.damages.map { ["cell": .string($0.address), "reason": .string($0.reason)] }),
        "leftOut": .array(outcome.remarks.map { .string($0) }),
        "left": .integer(outcome.left), "report": report.map { .string($0.path) } ?? .null,
      ]
      return try tool.console.print(json.serialized())
    }
    if !arguments.has("--quiet") { tool.console.say(summary(outcome)) }
    try tool.console.print(index.relativePath)
    if let report { try tool.console.print(report.relativePath) }
  }

  private static func summary(_ outcome: SweepRunner.Outcome) -> String {
    let counts = [
      (outcome.computed, "computed"), (outcome.reused, "done before"),
      (outcome.computedElsewhere, "computed by others"), (outcome.failures.count, "failed"),
      (outcome.left, "left"),
    ]
    let cells = "\(outcome.cells) \(outcome.cells == 1 ? "cell" : "cells")"
    return ([cells] + counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }).joined(separator: ", ")
  }

  private static func exitCode(_ outcome: SweepRunner.Outcome) -> ExitCode {
    // As for a run: 75 if a batch system has announced the end of the job's time, else 128 and the signal.
    if let interruption = outcome.interruption { return ExitCode(interruption) }
    if outcome.left > 0 { return .checkpointed }
    return outcome.failures.isEmpty ? .success : .someCellsFailed
  }

  // MARK: - One cell

  private static func cell(_ file: URL, _ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    CellRun.endWithStandardInput()
    try ExperimentOptions.applyThreads(arguments)
    var options = Runner.Options()
    options.command = tool.commandLine
    do {
      return switch try CellRun.run(file, studies: tool.studies, options) {
      case .done: .success
      case .busy: .someCellsFailed
      }
    } catch let interruption as Interruption {
      // What the sweep wants to know is whether the cell goes on from there, not which signal it was.
      return interruption.keptPieces ? .checkpointed : .interrupted(signal: interruption.signal)
    }
  }
}
