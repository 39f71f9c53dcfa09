import ExperimentSupport
import Foundation
import Reporting
import Testing

@testable import Experiments

@Suite struct SlurmJobTests {
  private func site(_ text: String) throws -> SlurmJob {
    try Scratch.folder { scratch in
      let url = scratch.appendingPathComponent("site.json5")
      try text.write(to: url, atomically: true, encoding: .utf8)
      return try SlurmJob(site: url)
    }
  }

  @Test func aSiteFileIsReadStrictly() throws {
    let job = try site("{partition: 'cpu', cpus: 4, tasks: 3, setup: ['module load openblas'], // ours\n}")
    #expect(job.partition == "cpu" && job.cpus == 4 && job.tasks == 3 && job.time == nil)
    #expect(job.setup == ["module load openblas"])
    for text in ["{partiton: 'cpu'}", "{cpus: 0}", "{cpus: 'many'}", "{", "{tasks: -1}"] {
      #expect(throws: SpecificationError.self) { try site(text) }
    }
  }

  /// A user's file may be a shell's <(…).
  @Test func aSiteFileMayBeAPipe() throws {
    let (reading, writing) = try ChildProcess.pipe()
    try writing.write(contentsOf: Data("{cpus: 4}".utf8))
    try writing.close()
    let job = try SlurmJob(site: URL(fileURLWithPath: "/dev/fd/\(reading.fileDescriptor)"))
    #expect(job.cpus == 4)
  }

  /// sbatch of a few lines of shell: what it is given, and that the job is remembered.
  private func withSbatch(_ script: String, _ body: (URL, SweepPlan, String) throws -> Void) throws {
    try Scratch.folder { scratch in
      let bin = scratch.appendingPathComponent("bin")
      try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
      try DemoSweep.program(script, in: bin, name: "sbatch")
      try body(scratch, try DemoSweep.plan("steps=1..6:6"), bin.path)
    }
  }

  @Test func oneArrayIsSubmitted() throws {
    try withSbatch("echo '17;cluster'") { scratch, plan, path in
      var job = SlurmJob()
      (job.partition, job.time, job.memory, job.cpus) = ("cpu", "1:00:00", "2G", 4)
      (job.options, job.setup) = (["--account=theory"], ["module load openblas"])
      let out = scratch.appendingPathComponent("sweep")
      let words = ["/opt/soft max/softmaxlab", "sweep", "demo", "--over", "start={value: 1}"]
      let submitted = try job.submit(plan, sweep: words, threads: 2, in: out, experiments: "/e", path: path)
      #expect(submitted.job == "17" && submitted.tasks == 6)
      let script = try DemoSweep.text(out.appendingPathComponent("slurm/job.sh"))
      let lines = script.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      for line in [
        "#SBATCH --array=1-6", "#SBATCH --partition=cpu", "#SBATCH --time=1:00:00", "#SBATCH --mem=2G",
        "#SBATCH --cpus-per-task=4", "#SBATCH --account=theory", "#SBATCH --requeue",
        "#SBATCH --signal=B:USR1@60", "module load openblas", "export SOFTMAXLAB_EXPERIMENTS=/e",
        "'/opt/soft max/softmaxlab' sweep demo --over 'start={value: 1}' \\",
        "--jobs 2 --shard \"$SLURM_ARRAY_TASK_ID/6\" --quiet </dev/null &",
      ] {
        #expect(lines.contains(line))
      }
      #expect(SlurmQueue.jobs(of: SweepFolder(url: out)) == ["17"])
      // Every cell has its folder before the first task begins.
      #expect(try Scratch.names(in: out.appendingPathComponent("cells")).count == 6)
    }
  }

  /// Once, here: tasks that are queued again must not try again what has failed meanwhile.
  @Test func failuresAreForgottenWhenTheJobIsSubmitted() throws {
    for isAccepted in [true, false] {
      try withSbatch(isAccepted ? "echo 17" : "exit 1") { scratch, plan, path in
        let out = scratch.appendingPathComponent("sweep")
        let folder = SweepFolder(url: out)
        try folder.prepare(plan)
        let (digest, place) = (plan.cells[2].experiment.digest, folder.cell(plan.cells[2].address))
        let failure = CellFailure(digest: digest, exitCode: 1, lastLines: ["no luck"])
        try place.record(failure)
        func submit(_ retriesFailed: Bool) throws {
          _ = try SlurmJob().submit(
            plan, sweep: ["softmaxlab"], threads: 1, in: out, experiments: nil, retriesFailed: retriesFailed,
            path: path)
        }
        try? submit(false)
        #expect(place.state(digest: digest) == .failed(failure))
        try? submit(true)
        #expect(place.state(digest: digest) == (isAccepted ? .absent : .failed(failure)))
      }
    }
  }

  /// Also where an accent makes another character of the quote.
  @Test(arguments: ["it's", "'\u{301}; rm x'\u{345}", "''", "", "$a `b`\n"]) func aShellReadsTheSameWord(
    _ word: String
  )
    throws
  {
    let result = try #require(
      Subprocess.run("/bin/sh", ["-c", "printf %s \(Shell.quoted(word))"], in: "/", timeout: 20))
    #expect(Array(result.output.utf8) == Array(word.utf8))
  }

  @Test func whatSbatchSaysIsSaid() throws {
    try withSbatch("echo 'invalid partition' >&2; exit 1") { scratch, plan, path in
      let out = scratch.appendingPathComponent("sweep")
      #expect(throws: SlurmError.refused("invalid partition\n")) {
        try SlurmJob().submit(plan, sweep: ["softmaxlab"], threads: 1, in: out, experiments: nil, path: path)
      }
      #expect(throws: SlurmError.notInstalled) {
        try SlurmJob().submit(
          plan, sweep: ["softmaxlab"], threads: 1, in: out, experiments: nil, path: "/nowhere")
      }
    }
  }

  /// The script itself, run by bash with commands of a few lines in place of `softmaxlab` and `scontrol`.
  private func task(_ sweep: String, setup: [String] = [], restarts: Int = 0, signal: Int32? = nil) throws
    -> (code: Int32?, requeued: String)
  {
    try Scratch.folder { scratch in
      let program = try DemoSweep.program(sweep, in: scratch)
      try DemoSweep.program("echo \"$@\" > '\(scratch.path)/requeued'", in: scratch, name: "scontrol")
      let script = scratch.appendingPathComponent("job.sh")
      var job = SlurmJob()
      job.setup = setup
      try job.script(
        sweep: [program.path], tasks: 3, threads: 1, folder: scratch, current: scratch.path, experiments: nil
      ).write(to: script, atomically: true, encoding: .utf8)
      let environment = [
        "PATH": "\(scratch.path):/usr/bin:/bin", "SLURM_ARRAY_TASK_ID": "2", "SLURM_ARRAY_JOB_ID": "17",
        "SLURM_RESTART_COUNT": "\(restarts)",
      ]
      let process = try ChildProcess(
        "/bin/bash", [script.path], environment: environment)
      if let signal {
        // The program shows that it is there.
        let begun = scratch.appendingPathComponent("begun").path
        while !FileManager.default.fileExists(atPath: begun), process.isRunning {
          Thread.sleep(forTimeInterval: 0.01)
        }
        process.send(signal)
      }
      let code: Int32? = if case .exited(let code) = process.wait(seconds: 300) { code } else { nil }
      process.send(SIGKILL)
      return (
        code, (try? DemoSweep.text(scratch.appendingPathComponent("requeued"))) ?? ""
      )
    }
  }

  @Test func aTaskEndsAsItsSweepDoes() throws {
    for code: Int32 in [0, 1, 2, 3] {
      let end = try task("exit \(code)")
      #expect(end.code == code && end.requeued == "")
    }
  }

  @Test func aTaskThatIsNotDoneIsQueuedAgain() throws {
    let end = try task("exit 75")
    #expect(end.code == 75 && end.requeued == "requeue 17_2\n")
    #expect(try task("exit 75", restarts: 100).requeued == "")
  }

  @Test func signalsReachTheSweepAndOnlyThatOfTheTimeLimitQueuesAgain() throws {
    let sweep = "trap 'sleep 0.1; exit 75' USR1; touch begun; while :; do sleep 0.01; done"
    let late = try task(sweep, signal: SIGUSR1)
    #expect(late.code == 75 && late.requeued == "requeue 17_2\n")
    let cancelled = try task(sweep, signal: SIGTERM)
    #expect(cancelled.code == 75 && cancelled.requeued == "")
  }

  /// A signal that comes before the sweep listens to any kills it, which is no failure.
  @Test func aSweepThatDoesNotListenYetIsQueuedAgain() throws {
    let sweep = "touch begun; while :; do sleep 0.01; done"
    let late = try task(sweep, signal: SIGUSR1)
    #expect(late.code == 75 && late.requeued == "requeue 17_2\n")
    let cancelled = try task(sweep, signal: SIGTERM)
    #expect(cancelled.code == 75 && cancelled.requeued == "")
    // Nobody has told the task to stop.
    let killed = try task("kill -USR1 $$")
    #expect(killed.code == 138 && killed.requeued == "")
  }

  /// Modules may take minutes to load.
  @Test func aSignalBeforeTheSweepLeavesItToTheNextTask() throws {
    let late = try task("exit 1", setup: ["kill -USR1 $$"])
    #expect(late.code == 75 && late.requeued == "requeue 17_2\n")
    let cancelled = try task("exit 1", setup: ["kill -TERM $$"])
    #expect(cancelled.code == 75 && cancelled.requeued == "")
  }

  /// The moment between the start of the sweep and its own program is bash's, which swallows what comes then.
  @Test func aSignalAsTheSweepBeginsReachesIt() throws {
    // Sent by a debugging trap before the command that comes next: the sweep has been started and has no number yet.
    let setup = [
      "trap '[ \"$BASH_COMMAND\" = \"sweep=\\$!\" ] && { trap - DEBUG; kill -USR1 $$; }' DEBUG"
    ]
    let late = try task("trap 'exit 75' USR1; while :; do sleep 0.01; done", setup: setup)
    #expect(late.code == 75 && late.requeued == "requeue 17_2\n")
  }
}
