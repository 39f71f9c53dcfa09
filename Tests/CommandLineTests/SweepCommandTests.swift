import ExperimentSupport
import Experiments
import Foundation
import Reporting
import Testing
import softmaxlab_cli

@Suite struct SweepCommandTests {
  private func withDemo(_ body: (_ experiments: URL, _ scratch: URL) throws -> Void) throws {
    try Scratch.folder { scratch in
      let root = scratch.appendingPathComponent("Experiments")
      try Demo.write(into: root)
      try body(root, scratch)
    }
  }

  private static let mistakes: [([String], String)] = [
    (["--over", "stpes=1,2"], "--over stpes=1,2: unknown key 'stpes' (did you mean 'steps'?)"),
    (
      ["--over", "start.valeu=1,2"],
      "--over start.valeu=1,2: unknown key 'start.valeu' (did you mean 'start.value'?)"
    ),
    (["--over", "steps=1.5,2"], "--over steps=1.5,2: steps must be an integer in range, not 1.5"),
    (["--over", "steps=0,2"], "--over steps=0,2: steps must be at least 1"),
    (["--over", "steps=1,2", "--over", "steps=3"], "--over steps=…: this parameter is varied twice"),
    (
      ["--over", "factor=3..1:5"],
      "--over factor=3..1:5: the range is empty: it ends where it begins, or before"
    ),
    (["--over", "factor=0..1:5log"], "--over factor=0..1:5log: a logarithmic range begins above 0"),
    (["--seeds", "3..1"], "--seeds 3..1: expected a..b, integers with 0 ≤ a ≤ b < 2^64"),
    (["--seeds", "3"], "--seeds 3: expected a..b, integers with 0 ≤ a ≤ b < 2^64"),
    (["--seeds", "-1..2"], "--seeds -1..2: expected a..b, integers with 0 ≤ a ≤ b < 2^64"),
    (
      ["--over", "factor=1..1000:1000", "--seeds", "0..100"],
      "--over factor=1..1000:1000 --seeds 0..100: more than 100000 cells; sweep fewer values at a time"
    ),
    (
      ["--over", "factor=0..1:100001"],
      "--over factor=0..1:100001: more than 100000 cells; sweep fewer values at a time"
    ),
    (["--shard", "0/4"], "--shard 0/4: expected i/n with 1 ≤ i ≤ n"),
    (["--shard", "5/4"], "--shard 5/4: expected i/n with 1 ≤ i ≤ n"),
    (["--shard", "1"], "--shard 1: expected i/n with 1 ≤ i ≤ n"),
    (["--retry", "all"], "--retry all: expected failed"),
    (["--launcher", "slrum"], "--launcher slrum: expected local or slurm (did you mean 'slurm'?)"),
    (["--launcher", "pbs", "--dry-run"], "--launcher pbs: expected local or slurm"),
    (
      ["--launcher", "slurm", "--max-seconds", "5"],
      "--max-seconds 5: expected no such limit with Slurm: --time limits a task"
    ),
    (["--jobs", "0"], "--jobs 0: expected an integer in 1...1024"),
    (["again"], "unexpected argument 'again'"),
  ]

  @Test(arguments: mistakes)
  func mistakesAreOneLineAndExitTwo(_ arguments: [String], _ text: String) throws {
    try withDemo { root, scratch in
      let result = Program.run(["sweep", "demo"] + arguments, experiments: root, results: scratch)
      #expect(result == Program.Result(code: 2, output: "", errors: "softmaxlab sweep: \(text)\n"))
      let left = try Scratch.names(in: scratch)
      #expect(left == ["Experiments"])
    }
  }

  @Test func aDryRunListsTheCellsAndWritesNothing() throws {
    try withDemo { root, scratch in
      let arguments = ["sweep", "demo", "--over", "steps=1,2", "--seeds", "0..1", "--dry-run"]
      let result = Program.run(arguments, experiments: root, results: scratch)
      #expect(result.code == 0 && result.errors == "")
      let lines = result.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
      #expect(lines[0] == ["cell", "steps", "seeds", "state"])
      #expect(
        lines[1...4].map { Array($0[1...]) } == [
          ["1", "0", "absent"], ["1", "1", "absent"], ["2", "0", "absent"], ["2", "1", "absent"],
        ])
      #expect(
        result.output.hasSuffix("4 cells, 4 absent; how long they take is not known before one is done\n"))
      let json = try JSON5.parse(
        Program.run(arguments + ["--json"], experiments: root, results: scratch).output
      ).value
      #expect(json["cells"]?.elements?.count == 4)
      #expect(json["counts"]?["absent"] == 4 && json["secondsLeft"] == .null)
      let left = try Scratch.names(in: scratch)
      #expect(left == ["Experiments"])
    }
  }

  @Test func statusOfNoSweepIsSaid() throws {
    try withDemo { root, scratch in
      let result = Program.run("sweep", "status", scratch.path, experiments: root)
      #expect(result.code == 2)
      #expect(result.errors.hasSuffix("there is no sweep.json, so it is no sweep\n"))
      #expect(
        Program.run("sweep", "status")
          == Program.Result(
            code: 2, output: "",
            errors: "softmaxlab sweep: missing argument DIR: softmaxlab sweep status DIR\n"))
    }
  }

  // MARK: - With processes

  /// Two cells of a training that takes milliseconds, and a third that cannot be generated.
  private static let small = [
    "sweep", "training", "--quick", "--set", "samples=8", "--set", "dimension=4", "--set", "steps=5", "--out",
    "s",
    "--seeds", "0..0", "--quiet",
  ]

  @Test func aSweepIsComputedOnceAndAddedTo() throws {
    try Scratch.folder { folder in
      let two = try Executable.run(Self.small + ["--over", "learningRate=1,2", "--json"], in: folder)
      #expect(two.code == 0)
      var json = try JSON5.parse(two.output).value
      #expect(json["computed"] == 2 && json["reused"] == 0 && json["left"] == 0)
      let index = folder.appendingPathComponent("s/index.csv")
      let before = try String(contentsOf: index, encoding: .utf8).split(separator: "\n")
      let three = try Executable.run(Self.small + ["--over", "learningRate=0.5,2,1", "--json"], in: folder)
      json = try JSON5.parse(three.output).value
      #expect(json["computed"] == 1 && json["reused"] == 2)
      let after = try String(contentsOf: index, encoding: .utf8).split(separator: "\n")
      #expect(after[0] == before[0] && after[2...] == before[1...])
      let status = try Executable.run(["sweep", "status", "s"], in: folder)
      #expect(status.output == "training --quick: 3 cells, 3 done\n")
    }
  }

  private static let endless = [
    "sweep", "training", "--set", "steps=1000000000", "--set", "target=1e-300", "--seeds", "0..0", "--out",
    "s",
    "--quiet",
  ]

  /// Waits until the one cell of the sweep is computed, or until it is not any more.
  private func wait(until isRunning: Bool, in folder: URL) throws {
    let cells = folder.appendingPathComponent("s/cells")
    for _ in 0..<6000 {
      let cell = (try? Scratch.names(in: cells).first).map { cells.appendingPathComponent($0) }
      let names = cell.flatMap { try? Scratch.names(in: $0) } ?? []
      // The partial folder shows that the run has begun, and with it that the handler stands.
      if names.contains(where: { $0.hasSuffix(".partial") }) == isRunning { return }
      Thread.sleep(forTimeInterval: 0.01)
    }
    Issue.record("the cell \(isRunning ? "is not begun" : "goes on")")
  }

  /// Waits until the one cell of the sweep has kept something.
  private func waitForCheckpoint(in folder: URL) throws {
    let cells = folder.appendingPathComponent("s/cells")
    for _ in 0..<6000 {
      let cell = cells.appendingPathComponent(try Scratch.names(in: cells).first ?? "")
      let pieces = try? Scratch.names(in: cell.appendingPathComponent(".run.checkpoint"))
      if pieces?.contains(where: { $0.hasSuffix(".json") }) ?? false { return }
      Thread.sleep(forTimeInterval: 0.01)
    }
    Issue.record("no checkpoint is kept")
  }

  @Test func aSweepThatDiesLeavesNoProcessBehind() throws {
    try Scratch.folder { folder in
      _ = try Executable.run(Self.endless, in: folder) { sweep in
        try? wait(until: true, in: folder)
        sweep.send(SIGKILL)
      }
      try wait(until: false, in: folder)
      let cells = folder.appendingPathComponent("s/cells")
      let cell = try #require(try Scratch.names(in: cells).first)
      // A checkpoint is kept if there was time for one.
      let left = try Scratch.names(in: cells.appendingPathComponent(cell)).filter { $0 != ".run.checkpoint" }
      #expect(left == ["cell.json", "lock", "log"])
    }
  }

  @Test(arguments: zip([SIGTERM, SIGINT, SIGUSR1], [143, 130, 75] as [Int32]))
  func aSignalEndsASweepWithItsCells(_ signal: Int32, _ code: Int32) throws {
    try Scratch.folder { folder in
      let result = try Executable.run(Self.endless, in: folder) { sweep in
        try? wait(until: true, in: folder)
        sweep.send(signal)
      }
      let status = try Executable.run(["sweep", "status", "s"], in: folder).output
      // A checkpoint is kept if there was time for one.
      let isKept = status.hasPrefix("training: 1 cell, 1 checkpointed")
      #expect(result.code == code)
      #expect(isKept || status.hasPrefix("training: 1 cell, 1 absent"))
    }
  }

  /// Another process is stopped, or stuck, while it has the sweep's folder to itself.
  @Test func aSignalEndsASweepThatWaitsForAnother() throws {
    try Scratch.folder { folder in
      let out = folder.appendingPathComponent("s")
      try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
      let other = try FileLock(out.appendingPathComponent(".lock").path)
      #expect(other != nil)
      try withExtendedLifetime(other) {
        let result = try Executable.run(Self.small, in: folder) { sweep in
          // The last that is made before the lock is waited for.
          let cells = out.appendingPathComponent("cells").path
          while sweep.isRunning, !FileManager.default.fileExists(atPath: cells) {
            Thread.sleep(forTimeInterval: 0.01)
          }
          sweep.send(SIGINT)
          if sweep.wait(seconds: 60) == nil { sweep.send(SIGKILL) }
        }
        #expect(result.code == 130)
        #expect(try Scratch.names(in: out) == [".lock", "cells"])
      }
    }
  }

  /// Ctrl-C in a terminal, scancel and srun --signal reach the cells as well: those must not be killed by the sweep in addition.
  @Test(
    .enabled(if: Subprocess.find("pgrep", path: ProcessInfo.processInfo.environment["PATH"]) != nil),
    arguments: zip([SIGTERM, SIGINT, SIGUSR1], [143, 130, 75] as [Int32]))
  func aSignalThatReachesTheCellsFirstKillsNone(_ signal: Int32, _ code: Int32) throws {
    try Scratch.folder { folder in
      let pgrep = try #require(
        Subprocess.find("pgrep", path: ProcessInfo.processInfo.environment["PATH"]))
      let result = try Executable.run(Self.endless, in: folder) { sweep in
        try? wait(until: true, in: folder)
        // With a checkpoint the end takes longer than the sweep does to hear of it.
        try? waitForCheckpoint(in: folder)
        let children = Subprocess.run(
          pgrep, ["-P", "\(sweep.identifier)"], in: folder.path, timeout: 60)
        let cells = (children?.output ?? "").split(separator: "\n").compactMap { pid_t($0) }
        #expect(cells.count == 1)
        // However the kernel shares its time, none of them ends before all have got it.
        for process in cells + [sweep.identifier] { kill(process, SIGSTOP) }
        for process in cells + [sweep.identifier] { kill(process, signal) }
        for process in cells + [sweep.identifier] { kill(process, SIGCONT) }
      }
      #expect(result.code == code)
      let status = try Executable.run(["sweep", "status", "s"], in: folder).output
      #expect(status.hasPrefix("training: 1 cell, 1 checkpointed"))
      let cells = folder.appendingPathComponent("s/cells")
      let cell = try #require(try Scratch.names(in: cells).first)
      // A process that was killed leaves its partial folder.
      #expect(
        try Scratch.names(in: cells.appendingPathComponent(cell)) == [
          ".run.checkpoint", "cell.json", "lock", "log",
        ])
    }
  }

  @Test func anEditedResultIsNotTakenOver() throws {
    try Scratch.folder { folder in
      let sweep = Self.small + ["--over", "learningRate=1,2"]
      #expect(try Executable.run(sweep, in: folder).code == 0)
      let index = folder.appendingPathComponent("s/index.csv")
      let before = try String(contentsOf: index, encoding: .utf8)
      let cells = folder.appendingPathComponent("s/cells")
      let cell = try #require(try Scratch.names(in: cells).first)
      let summary = cells.appendingPathComponent("\(cell)/run/summary.json")
      let edited = try String(contentsOf: summary, encoding: .utf8).replacing(
        "\"loss\": ", with: "\"loss\": 9")
      try edited.write(to: summary, atomically: true, encoding: .utf8)
      let status = try Executable.run(["sweep", "status", "s"], in: folder)
      #expect(status.output.contains("\(cell) damaged: run/summary.json is not what the run wrote"))
      let again = try Executable.run(sweep + ["--json"], in: folder)
      #expect(again.code == 0)
      #expect(again.errors.contains("cell \(cell): run/summary.json is not what the run wrote"))
      #expect(try JSON5.parse(again.output).value["computed"] == 1)
      #expect(try String(contentsOf: index, encoding: .utf8) == before)
      let aside = cells.appendingPathComponent("\(cell)/run.damaged/summary.json")
      #expect(try String(contentsOf: aside, encoding: .utf8) == edited)
    }
  }

  @Test func aMetricNoCellHasIsSaidAtTheFirstCell() throws {
    try Scratch.folder { folder in
      let sweep = Self.small + ["--over", "learningRate=1,2", "--metric", "los"]
      let result = try Executable.run(sweep, in: folder)
      #expect(result.code == 2)
      #expect(
        result.complaints == [
          "softmaxlab sweep: --metric los: the first cell that is computed does not have it (did you mean 'loss'?)",
          "softmaxlab sweep: --metric los: no finished cell has it (did you mean 'loss'?)",
        ])
    }
  }

  @Test func whatFailsIsKeptAndTheRestGoesOn() throws {
    try Scratch.folder { folder in
      let sweep = Self.small + ["--over", "learningRate=1,2"]
      let list = try JSON5.parse(Executable.run(sweep + ["--dry-run", "--json"], in: folder).output).value
      let cell = try #require(list["cells"]?.elements?.first?["cell"]?.text)
      let place = folder.appendingPathComponent("s/cells/\(cell)")
      // A folder cannot be made where a file is.
      #expect(try Executable.run(sweep + ["--max-seconds", "0"], in: folder).code == 75)
      let obstacle = place.appendingPathComponent("run")
      try "mine".write(to: obstacle, atomically: true, encoding: .utf8)
      for attempt in 0..<2 {
        // What failed is said though there is no report.
        let metric = attempt == 0 ? ["--metric", "los"] : []
        let result = try Executable.run(sweep + metric + ["--json"], in: folder)
        #expect(result.code == (attempt == 0 ? 2 : 3))
        #expect(result.errors.contains("cell \(cell) failed: "))
        let json = try JSON5.parse(result.output).value
        #expect(json["failed"]?.elements?.map { $0["cell"]?.text } == [cell])
        #expect(json["computed"] == (attempt == 0 ? 1 : 0))
      }
      try FileManager.default.removeItem(at: obstacle)
      #expect(try Executable.run(sweep, in: folder).code == 3)
      #expect(try Executable.run(sweep + ["--retry", "failed"], in: folder).code == 0)
      #expect(try Scratch.names(in: place) == ["cell.json", "lock", "log", "run"])
    }
  }

  /// What stands in the way of one cell is that cell's failure.
  @Test func aCellThatCannotBeBegunTakesNoOtherAlong() throws {
    try Scratch.folder { folder in
      let sweep = Self.small + ["--over", "learningRate=1,2,3,4,5", "--json"]
      #expect(try Executable.run(sweep + ["--max-seconds", "0"], in: folder).code == 75)
      let files = FileManager.default
      let cells = folder.appendingPathComponent("s/cells")
      let places = try Scratch.names(in: cells).map { cells.appendingPathComponent($0) }
      let specification = places[0].appendingPathComponent("cell.json")
      try files.removeItem(at: specification)
      try files.createDirectory(at: specification, withIntermediateDirectories: true)
      try files.removeItem(at: places[1])
      try "mine".write(to: places[1], atomically: true, encoding: .utf8)
      for (place, name) in zip(places[2...], ["log", "lock"]) {
        #expect(unsafe mkfifo(place.appendingPathComponent(name).path, 0o600) == 0)
      }
      let result = try Executable.run(sweep, in: folder)
      #expect(result.code == 3)
      let json = try JSON5.parse(result.output).value
      #expect(json["computed"] == 1 && json["left"] == 0)
      let names = places.map(\.lastPathComponent)
      #expect(Set(json["failed"]?.elements?.map { $0["cell"]?.text } ?? []) == Set(names[..<4]))
      for (name, file) in zip(names[2...], ["log", "lock"]) {
        let failure = result.complaints.first { $0.contains("cell \(name) failed: exit code 2: ") }
        #expect(failure?.hasSuffix("s/cells/\(name)/\(file): it is no regular file") == true)
      }
      // Nothing else will come: the page is there, and says so.
      let report = try String(contentsOf: folder.appendingPathComponent("s/report.html"), encoding: .utf8)
      #expect(report.contains("s/cells/\(names[1])"))
    }
  }

  @Test func whatIsNoCellIsSaid() throws {
    try Scratch.folder { folder in
      #expect(try Executable.run(Self.small, in: folder).code == 0)
      let cells = folder.appendingPathComponent("s/cells")
      let notes = cells.appendingPathComponent("notes")
      try FileManager.default.createDirectory(at: notes, withIntermediateDirectories: true)
      var status = try Executable.run(["sweep", "status", "s"], in: folder)
      #expect(status.code == 0 && status.output == "training --quick: 1 cell, 1 done\n")
      #expect(
        status.complaints == [
          "softmaxlab sweep: left out: cannot read s/cells/notes: there is no cell.json in it, so it is no cell"
        ])
      try FileManager.default.removeItem(at: cells)
      try "mine".write(to: cells, atomically: true, encoding: .utf8)
      status = try Executable.run(["sweep", "status", "s"], in: folder)
      #expect(status.code == 2 && status.complaints.count == 1)
      #expect(status.errors.hasPrefix("softmaxlab sweep: cannot read s/cells: "))
    }
  }

  @Test func aDamagedCellIsMended() throws {
    try Scratch.folder { folder in
      let sweep = Self.small + ["--over", "learningRate=1"]
      #expect(try Executable.run(sweep + ["--max-seconds", "0"], in: folder).code == 75)
      let cells = folder.appendingPathComponent("s/cells")
      let cell = try #require(try Scratch.names(in: cells).first)
      try "{".write(to: cells.appendingPathComponent("\(cell)/cell.json"), atomically: true, encoding: .utf8)
      let status = try Executable.run(["sweep", "status", "s"], in: folder)
      #expect(status.code == 0 && status.errors.contains("left out: s/cells/\(cell)/cell.json: line 1"))
      #expect(try Executable.run(sweep, in: folder).code == 0)
    }
  }
}
