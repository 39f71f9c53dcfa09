public import Foundation
internal import Reporting
internal import Spelling

/// A sweep as one job array of Slurm: each task computes one shard of the cells through the same command line.
public struct SlurmJob: Codable, Equatable, Sendable {
  /// What sbatch is told, where the cluster does not decide.
  public var partition: String?
  /// The time limit of a task, such as `2:00:00`.
  public var time: String?
  /// Processors of a task.
  public var cpus: Int?
  /// Memory of a task, such as `4G`.
  public var memory: String?
  /// How many tasks the array has.
  public var tasks: Int?
  /// Further options of sbatch, such as `--account=theory`.
  public var options: [String]?
  /// Shell lines before the sweep, such as `module load openblas`.
  public var setup: [String]?

  /// Leaves everything to the cluster.
  public init() {}

  /// Reads a site file: JSON5 with any of `partition`, `time`, `cpus`, `memory`, `tasks`, `options` and `setup`.
  ///
  /// - Throws: `FileError`, ``SpecificationError``.
  public init(site url: URL) throws {
    let source = url.relativePath
    let json = try TextFile.json(TextFile.readInput(url), source: source)
    for member in json.members ?? [] where !Self.keys.contains(member.key) {
      throw SpecificationError.unknownKey(
        source: source, path: member.key, suggestion: Spelling.nearest(to: member.key, among: Self.keys))
    }
    self = try StrictDecoding.decode(json, as: SlurmJob.self, source: source)
    guard cpus ?? 1 >= 1, tasks ?? 1 >= 1 else {
      throw SpecificationError.invalid(source: source, path: "cpus, tasks", reason: "must be positive")
    }
  }

  private static let keys = ["partition", "time", "cpus", "memory", "tasks", "options", "setup"]

  /// Shards if nobody says how many.
  private static let defaultTasks = 10

  // MARK: - The script

  /// The script sbatch gets.
  ///
  /// Slurm signals its shell alone, a minute before the time is up. The sweep then stops its cells, at a checkpoint
  /// where they have one, and exits with 75, and the task is queued again. A SIGTERM does the same but for the
  /// queueing: it comes from a user who cancels, or from a preemption after which Slurm queues the task itself.
  ///
  /// - Parameters:
  ///   - sweep: The command line, without `--shard` and `--jobs`.
  ///   - folder: The sweep's folder, absolute.
  ///   - current: The folder the command line is to be run in.
  ///   - experiments: Where the folder of experiments is.
  func script(sweep: [String], tasks: Int, threads: Int, folder: URL, current: String, experiments: String?)
    -> String
  {
    let directives =
      [
        "--job-name=softmaxlab-sweep", "--array=1-\(tasks)", "--requeue", "--open-mode=append",
        "--signal=B:USR1@60", "--output=\(folder.appendingPathComponent("slurm/%A_%a.log").path)",
        "--cpus-per-task=\(cpus ?? 1)",
      ]
      + [partition.map { "--partition=\($0)" }, time.map { "--time=\($0)" }, memory.map { "--mem=\($0)" }]
      .compactMap(\.self) + (options ?? [])
    let setup =
      (setup ?? []) + (experiments.map { ["export SOFTMAXLAB_EXPERIMENTS=\(Shell.quoted($0))"] } ?? [])
    return """
      #!/bin/bash
      # A sweep as a job array, written by softmaxlab; sbatch submits it again.
      \(directives.map { "#SBATCH \(Shell.quoted($0))" }.joined(separator: "\n"))
      sweep= told= cancelled=
      # Bash swallows a signal that comes while it starts the sweep. Of two within a second the sweep takes note once.
      tell() {
        told=yes
        [ -z "$sweep" ] || { kill -USR1 $sweep; sleep 0.5; kill -USR1 $sweep; } 2>/dev/null
      }
      trap '[ -n "$told" ] || tell' USR1
      trap 'cancelled=yes; [ -n "$told" ] || tell' TERM
      \(setup.joined(separator: "\n"))
      cd \(Shell.quoted(current)) || exit 2
      if [ -z "$told" ]; then
        \(sweep.map(Shell.quoted).joined(separator: " ")) \\
          --jobs \(max(1, (cpus ?? 1) / threads)) --shard "$SLURM_ARRAY_TASK_ID/\(tasks)" --quiet </dev/null &
        sweep=$!
        [ -z "$told" ] || tell
        wait $sweep
        code=$?
        # A signal ends a wait before the sweep ends.
        while kill -0 $sweep 2>/dev/null; do
          wait $sweep
          code=$?
        done
        if [ $code -gt 128 ]; then
          wait $sweep
          last=$?
          [ $last -eq 127 ] || code=$last
        fi
        # A sweep that had only just begun does not listen yet: the signal has killed it, and nothing is lost.
        if [ -n "$told" ] && [ $code -eq 138 ]; then code=75; fi
      else
        code=75
      fi
      # A cell that fits into no time limit must not come back for ever.
      if [ $code -eq 75 ] && [ -z "$cancelled" ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 100 ]; then
        scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
      fi
      exit $code

      """
  }

  // MARK: - Submission

  /// Writes the script into `slurm/job.sh` of the sweep's folder and submits it.
  ///
  /// Cells that failed are tried again, if they are to be, because their failures are forgotten here and now: a task
  /// that is queued again must not try once more what it has seen fail.
  ///
  /// - Returns: The job's number and how many tasks it has.
  /// - Throws: ``SlurmError``, ``SweepError``, ``Interruption``, `FileError`.
  public func submit(
    _ plan: SweepPlan, sweep: [String], threads: Int, in out: URL, experiments: String?,
    retriesFailed: Bool = false, path: String? = ProcessInfo.processInfo.environment["PATH"]
  ) throws -> (job: String, tasks: Int) {
    guard let sbatch = Subprocess.find("sbatch", path: path) else { throw SlurmError.notInstalled }
    let folder = SweepFolder(url: out)
    try folder.prepare(plan)
    let failures = retriesFailed ? folder.forgetFailures(of: plan) : []
    let tasks = min(tasks ?? Self.defaultTasks, plan.cells.count)
    let script = script(
      sweep: sweep, tasks: tasks, threads: threads, folder: out.absoluteURL.standardizedFileURL,
      current: FileManager.default.currentDirectoryPath, experiments: experiments)
    let file = folder.slurm.appendingPathComponent("job.sh")
    do {
      try FileManager.default.createDirectory(at: folder.slurm, withIntermediateDirectories: true)
    } catch { throw FileError(writing: folder.slurm.relativePath, error) }
    try OutputFile.replace(file.path, with: script)
    let result = Subprocess.run(sbatch, ["--parsable", file.path], in: out.path, timeout: 60)
    let job = result?.output.split(whereSeparator: { $0 == ";" || $0 == "\n" }).first.map(String.init)
    guard let result, result.status == 0, let job else {
      for (cell, failure) in failures { try cell.record(failure) }
      throw SlurmError.refused(result?.errors ?? "sbatch could not be started")
    }
    // Whatever is asked for meanwhile: the job is there, and must be known.
    try folder.exclusively(interruption: { nil }) {
      let jobs = SlurmQueue.jobs(of: folder) + [job]
      try OutputFile.replace(
        folder.jobs.path, with: JSONValue.array(jobs.map { .string($0) }).serialized())
    }
    return (job, tasks)
  }
}

/// Why a sweep could not be handed to Slurm.
public enum SlurmError: Error, Equatable, CustomStringConvertible {
  /// No sbatch on the path.
  case notInstalled
  /// sbatch said no.
  case refused(String)

  /// One line.
  public var description: String {
    switch self {
    case .notInstalled: "--launcher slurm: there is no sbatch on the path"
    case .refused(let reason):
      "--launcher slurm: \(reason.split(separator: "\n").joined(separator: "; "))"
    }
  }
}
