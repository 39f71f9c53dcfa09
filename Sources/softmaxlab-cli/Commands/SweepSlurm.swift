internal import Experiments
internal import Foundation
internal import Reporting

/// `softmaxlab sweep … --launcher slurm`
enum SweepSlurm {
  static func submit(
    _ plan: SweepPlan, _ options: SweepRunner.Options, _ arguments: Arguments, _ tool: Tool
  ) throws {
    guard options.shard == nil else {
      throw UsageError.badValue(
        option: "--shard", text: arguments.string("--shard") ?? "", expected: "no shard: each task is one")
    }
    if let seconds = arguments.string("--max-seconds") {
      throw UsageError.badValue(
        option: "--max-seconds", text: seconds, expected: "no such limit with Slurm: --time limits a task")
    }
    let job = try job(arguments)
    let (number, tasks) = try job.submit(
      plan, sweep: words(options, arguments, tool), threads: options.threads, in: options.out,
      experiments: tool.experiments.root?.path, retriesFailed: options.retriesFailed)
    guard !arguments.has("--json") else {
      let json: JSONValue = [
        "job": .string(number), "tasks": .integer(tasks), "folder": .string(options.out.path),
      ]
      return try tool.console.print(json.serialized())
    }
    tool.console.say("submitted job \(number) of \(tasks) \(tasks == 1 ? "task" : "tasks")")
    try tool.console.print("softmaxlab sweep status \(options.out.relativePath)")
  }

  /// The site file, and what the command line says otherwise.
  static func job(_ arguments: Arguments) throws -> SlurmJob {
    var job =
      try arguments.string("--site").map { try SlurmJob(site: URL(fileURLWithPath: $0)) } ?? SlurmJob()
    job.partition = arguments.string("--partition") ?? job.partition
    job.time = arguments.string("--time") ?? job.time
    job.cpus = try arguments.integer("--cpus", in: 1...1024) ?? job.cpus
    job.memory = arguments.string("--memory") ?? job.memory
    job.tasks = try arguments.integer("--tasks", in: 1...10_000) ?? job.tasks
    return job
  }

  /// The command line of a task, but for its shard.
  private static func words(
    _ options: SweepRunner.Options, _ arguments: Arguments, _ tool: Tool
  ) -> [String] {
    var words = [tool.program.path, "sweep", arguments.positionals[0], "--out", options.out.path]
    words += ["--threads", "\(options.threads)"]
    for option in ["--over", "--set", "--metric"] {
      words += arguments.strings(option).flatMap { [option, $0] }
    }
    words += arguments.string("--seeds").map { ["--seeds", $0] } ?? []
    return words + (arguments.has("--quick") ? ["--quick"] : [])
  }
}
