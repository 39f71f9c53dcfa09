import ExperimentSupport
import Foundation
import Reporting
import Testing

@testable import Experiments

/// The launcher, with a few lines of shell for the cells' processes.
@Suite struct SweepRunnerTests {
  private struct Setting {
    let scratch: URL
    let plan: SweepPlan
    var options: SweepRunner.Options
    var folder: SweepFolder { SweepFolder(url: options.out) }

    /// How often a cell was begun, by what the program notes.
    var begun: Int {
      ((try? DemoSweep.text(scratch.appendingPathComponent("begun"))) ?? "").split(separator: "\n").count
    }

    func run() throws -> SweepRunner.Outcome { try SweepRunner.run(plan, options) }
  }

  private func with(_ script: String, jobs: Int = 2, _ body: (inout Setting) throws -> Void) throws {
    try Scratch.folder { scratch in
      let note = "echo \"$@\" >> '\(scratch.path)/begun'\n"
      let program = try DemoSweep.program(note + script, in: scratch)
      var options = SweepRunner.Options(out: scratch.appendingPathComponent("sweep"), program: program)
      options.jobs = jobs
      options.interruption = { nil }
      var setting = Setting(scratch: scratch, plan: try DemoSweep.plan("steps=1..6:6"), options: options)
      try body(&setting)
    }
  }

  @Test func failuresAreKeptAndNotRepeatedUnlessAsked() throws {
    try with("echo 'no luck' >&2; exit 2") { setting in
      var outcome = try setting.run()
      #expect(outcome.failures.count == 6 && outcome.left == 0)
      #expect(outcome.failures.allSatisfy { $0.reason == "exit code 2: no luck" })
      #expect(setting.begun == 6)
      outcome = try setting.run()
      #expect(outcome.failures.count == 6)
      #expect(setting.begun == 6)
      setting.options.retriesFailed = true
      outcome = try setting.run()
      #expect(outcome.failures.count == 6)
      #expect(setting.begun == 12)
    }
  }

  @Test func aCellThatIsKilledTakesNoOtherAlong() throws {
    try with("kill -9 $$") { setting in
      let done = setting.plan.cells[..<3]
      try DemoSweep.compute(done, of: setting.plan, in: setting.folder)
      let outcome = try setting.run()
      #expect(
        outcome.reused == 3
          && outcome.failures.map(\.reason) == Array(repeating: "killed by signal 9", count: 3))
      let rows = try DemoSweep.text(setting.folder.index).split(separator: "\n")
      #expect(rows.count == 4)
    }
  }

  @Test func aProcessThatLeavesNoResultHasFailed() throws {
    try with("exit 0", jobs: 1) { setting in
      let outcome = try setting.run()
      #expect(outcome.computed == 0 && outcome.failures.count == 6)
      #expect(outcome.failures[0].reason.hasPrefix("exit code 0: ended without a result"))
    }
  }

  @Test func aCheckpointIsNoFailureAndNotTheEnd() throws {
    let keep = "cd \"${3%/*}\" && mkdir -p .run.checkpoint && touch .run.checkpoint/00d3c0de00d3c0de.json"
    try with("\(keep); exit 75") { setting in
      let outcome = try setting.run()
      #expect(outcome.checkpointed == 6 && outcome.left == 6 && outcome.failures.isEmpty)
      #expect(try SweepStatus(setting.plan, in: setting.options.out).count(.checkpointed) == 6)
    }
  }

  /// Who comes second to a cell looks at it again, and finds it done, failed or free.
  @Test func aCellThatOthersWereAtIsLookedAtAgain() throws {
    try with("[ $(wc -l < \"${0%/*}/begun\") -gt 6 ] && exit 1; exit 3", jobs: 1) { setting in
      let outcome = try setting.run()
      #expect(outcome.failures.count == 6 && outcome.left == 0 && setting.begun == 12)
    }
  }

  @Test func noCellIsBegunWhenTheTimeIsUp() throws {
    try with("exit 1", jobs: 1) { setting in
      let begun = setting
      setting.options.maximumSeconds = 3.5
      setting.options.now = { begun.begun == 0 ? 0 : 4 }
      let outcome = try setting.run()
      #expect(setting.begun == 1 && outcome.failures.count == 1 && outcome.left == 5)
    }
  }

  /// Whoever runs out of time, or is told to stop, still says what is done.
  @Test func whatIsDoneCountsWhenTheTimeIsUp() throws {
    try with("exit 1", jobs: 1) { setting in
      try DemoSweep.compute(setting.plan.cells[..<4], of: setting.plan, in: setting.folder)
      setting.options.maximumSeconds = 0
      let outcome = try setting.run()
      #expect(setting.begun == 0 && outcome.reused == 4 && outcome.left == 2)
    }
  }

  @Test func anInterruptionReachesTheProcesses() throws {
    for signal in [SIGTERM, SIGINT, SIGUSR1] {
      // Cells may have got the sweep's own signal already, and a second one of a kind kills.
      let script = "trap 'kill -9 $$' TERM INT USR1\nread line; exit 75"
      try with(script) { setting in
        let begun = setting
        setting.options.interruption = { begun.begun == 2 ? Interruption(signal: signal) : nil }
        let outcome = try setting.run()
        #expect(outcome.interruption == Interruption(signal: signal))
        #expect(setting.begun == 2 && outcome.left == 6 && outcome.failures.isEmpty)
        #expect(outcome.checkpointed == 2)
      }
    }
  }

  @Test func anInterruptionWhileTheCellsAreMade() throws {
    try with("exit 1") { setting in
      let folder = setting.folder
      setting.options.interruption = {
        (try? folder.cellCount) ?? 0 >= 3 ? Interruption(signal: SIGINT) : nil
      }
      let outcome = try setting.run()
      #expect(outcome.interruption == Interruption(signal: SIGINT) && outcome.left == 6)
      #expect(try folder.cellCount == 3 && setting.begun == 0)
    }
  }

  /// Stopped while another process keeps the new folder locked, and lets go of it soon after.
  @Test func anInterruptionBeforeThereIsASweepLeavesNoIndex() throws {
    try with("exit 1") { setting in
      let (out, folder) = (setting.options.out, setting.folder)
      try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
      var lock = try FileLock(folder.lock.path)
      #expect(lock != nil)
      let start = ProcessInfo.processInfo.systemUptime
      setting.options.interruption = {
        if ProcessInfo.processInfo.systemUptime - start > 1.5 { lock = nil }
        return Interruption(signal: SIGINT)
      }
      _ = try? setting.run()
      // Or the same command would be told that something else stands there.
      let names = try Scratch.names(in: out)
      #expect(names.contains("sweep.json") || !names.contains("index.csv"))
      try folder.check(setting.plan)
    }
  }

  /// Somebody has stopped a cell and not the sweep: the cell is left, not failed.
  @Test(arguments: ["exit 143", "exit 130", "exit 138", "trap - TERM; kill -TERM $$"])
  func aCellThatIsStoppedHasNotFailed(_ script: String) throws {
    try with(script) { setting in
      let outcome = try setting.run()
      #expect(outcome.failures.isEmpty && outcome.left == 6 && outcome.checkpointed == 0)
    }
  }

  @Test func aDamagedCellIsBegunAgainAndSaid() throws {
    try with("exit 1") { setting in
      try DemoSweep.compute(setting.plan.cells, of: setting.plan, in: setting.folder)
      let cell = setting.plan.cells[4]
      let summary = setting.folder.cell(cell.address).run.appendingPathComponent("summary.json")
      try "{".write(to: summary, atomically: true, encoding: .utf8)
      let outcome = try setting.run()
      #expect(setting.begun == 1 && outcome.reused == 5)
      #expect(outcome.damages.map(\.address) == [cell.address])
      #expect(outcome.damages[0].reason == "run/summary.json is not what the run wrote")
    }
  }

  /// Who finds that another process has the cell after all leaves that one's log as it is, and says of the damage once.
  @Test func aBusyCellKeepsItsLogAndIsSaidOnce() throws {
    try with("[ $(wc -l < \"${0%/*}/begun\") -gt 1 ] && exit 1; exit 3") { setting in
      try DemoSweep.compute(setting.plan.cells, of: setting.plan, in: setting.folder)
      let place = setting.folder.cell(setting.plan.cells[4].address)
      try OutputFile.write("{", to: place.run.appendingPathComponent("summary.json").path)
      try OutputFile.write("the other one's\n", to: place.log.path)
      let outcome = try setting.run()
      #expect(setting.begun == 2 && outcome.damages.count == 1)
      #expect(outcome.failures.map(\.reason) == ["exit code 1: the other one's"])
    }
  }

  /// A file in place of the folder, folders in place of files, a pipe and a link: each is the failure of its cell.
  @Test func aCellThatCannotBeBegunTakesNoOtherAlong() throws {
    try with("exit 1") { setting in
      try setting.folder.prepare(setting.plan)
      let files = FileManager.default
      let places = setting.plan.cells.map { setting.folder.cell($0.address) }
      let failures = places.map { $0.url.appendingPathComponent("FAILED.json").path }
      for index in [0, 5] { try files.removeItem(at: places[index].url) }
      try OutputFile.write("mine", to: places[0].url.path)
      try files.removeItem(at: places[1].specification)
      for obstacle in [places[1].specification, places[2].log, URL(fileURLWithPath: failures[4])] {
        try files.createDirectory(at: obstacle, withIntermediateDirectories: true)
      }
      #expect(unsafe mkfifo(places[3].log.path, 0o600) == 0)
      try files.createSymbolicLink(at: places[5].url, withDestinationURL: setting.scratch)
      for attempt in 1...2 {
        let outcome = try setting.run()
        #expect(Set(outcome.failures.map(\.address)) == Set(setting.plan.cells.map(\.address)))
        #expect(outcome.left == 0 && outcome.failures.count == 6)
        // Where nothing can be noted nothing is known the next time.
        #expect(setting.begun == attempt)
        #expect(failures.map { files.fileExists(atPath: $0) } == [false, true, true, true, true, false])
        let reasons = Dictionary(uniqueKeysWithValues: outcome.failures.map { ($0.address, $0.reason) })
        let log = places[3].log.relativePath
        #expect(
          reasons[setting.plan.cells[3].address]
            == "exit code 2: cannot write \(log): it is no regular file")
        #expect(reasons[setting.plan.cells[4].address] == "exit code 1")
      }
      #expect(try !Scratch.names(in: setting.scratch).contains("FAILED.json"))
      // All of it is mended.
      for place in places { try files.removeItem(at: place.url) }
      #expect(try setting.run().failures.count == 6 && setting.begun == 8)
    }
  }

  #if os(Linux)
  @Test func aFullDiskEndsTheSweep() throws {
    try with("exit 1", jobs: 1) { setting in
      try setting.folder.prepare(setting.plan)
      for cell in setting.plan.cells {
        let failure = setting.folder.cell(cell.address).url.appendingPathComponent("FAILED.json.new")
        #expect(unsafe symlink("/dev/full", failure.path) == 0)
      }
      let error = #expect(throws: FileError.self) { try setting.run() }
      #expect(error?.description.hasSuffix(": the disk is full") == true)
      #expect(setting.begun == 1)
    }
  }
  #endif

  @Test func aProgramThatCannotBeRunEndsTheSweep() throws {
    try with("exit 1") { setting in
      setting.options.program = URL(fileURLWithPath: "/nowhere")
      #expect(throws: FileError.unreadable(path: "/nowhere", reason: "no such file or directory")) {
        try setting.run()
      }
    }
  }

  @Test func metricsAreCheckedBeforeAnythingIsComputed() throws {
    try with("exit 1") { setting in
      setting.options.metrics = ["final.valeu"]
      let first = try DemoSweep.plan("steps=1")
      try DemoSweep.compute(first.cells, of: first, in: setting.folder)
      let error = SweepError.unknownMetric("final.valeu", suggestion: " (did you mean 'final.value'?)")
      #expect(throws: error) { try setting.run() }
      #expect(try setting.begun == 0 && setting.folder.cellCount == 1)
      setting.options.metrics = ["final.value"]
      #expect(try setting.run().failures.count == 5)
    }
  }

  @Test(arguments: ["{", "[]", "{}", "{experiment: 'demo', study: 'demo', quick: false}"])
  func aDamagedSweepFileIsNamed(_ text: String) throws {
    try with("exit 1") { setting in
      try setting.folder.prepare(setting.plan)
      let file = setting.options.out.appendingPathComponent("sweep.json")
      try text.write(to: file, atomically: true, encoding: .utf8)
      let errors = [
        #expect(throws: SpecificationError.self) { try setting.run() },
        #expect(throws: SpecificationError.self) {
          try SweepStatus(reading: setting.options.out, studies: Demo.studies)
        },
      ]
      for error in errors {
        #expect(error?.description.hasPrefix(file.relativePath + ": ") == true)
      }
      #expect(setting.begun == 0)
    }
  }

  /// Standard input ends for a process whose sweep is gone; as long as it is there, it does not.
  @Test func theLifelineHoldsWhileTheSweepLives() throws {
    // Only bash has read -t.
    let script = "if read -t 0.2 line || [ $? -gt 128 ]; then exit 7; else exit 8; fi"
    try with("exec /bin/bash -c '\(script)'", jobs: 1) { setting in
      let outcome = try setting.run()
      #expect(outcome.failures.map(\.reason) == Array(repeating: "exit code 7", count: 6))
    }
  }

  @Test func shardsShareAFolder() throws {
    try with("exit 1") { setting in
      for index in 1...4 {
        setting.options.shard = (index, 4)
        let outcome = try setting.run()
        #expect(outcome.cells == (index <= 2 ? 2 : 1))
        // Each makes its own cells only.
        #expect(try setting.folder.cellCount == [2, 4, 5, 6][index - 1])
        let report = try SweepReport.write(
          setting.options.out, studies: Demo.studies, after: outcome, path: "/nowhere")
        #expect((report.page != nil) == (index == 4))
      }
      #expect(setting.begun == 6)
    }
  }

  @Test func whatOthersComputeIsWaitedFor() throws {
    try with("exit 1", jobs: 1) { setting in
      try setting.folder.prepare(setting.plan)
      let cell = setting.plan.cells[0]
      // To the kernel as good as that of another process.
      var other = try FileLock(setting.folder.cell(cell.address).lock.path)
      #expect(other != nil)
      let begun = setting
      setting.options.interruption = {
        // Left undone: the sweep takes it over.
        if begun.begun == 5 { other = nil }
        return nil
      }
      let outcome = try setting.run()
      #expect(outcome.failures.count == 6 && outcome.failures.last?.address == cell.address)
      #expect(setting.begun == 6 && other == nil)
    }
  }

  @Test func foldersOfOthersAreRefused() throws {
    try with("exit 1") { setting in
      let out = setting.options.out
      try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
      try "mine".write(to: out.appendingPathComponent("notes.txt"), atomically: true, encoding: .utf8)
      #expect(throws: SweepError.self) { try setting.run() }
      try FileManager.default.removeItem(at: out)
      // Nothing but a folder of that name, which is somebody else's.
      let cells = out.appendingPathComponent("cells")
      let samples = cells.appendingPathComponent("HeLa")
      try FileManager.default.createDirectory(at: samples, withIntermediateDirectories: true)
      #expect(throws: SweepError.self) { try setting.run() }
      #expect(try Scratch.names(in: out) == ["cells"])
      try FileManager.default.moveItem(at: samples, to: cells.appendingPathComponent("0123456789abcdef"))
      try setting.folder.check(setting.plan)
      try FileManager.default.removeItem(at: out)
      let quick = try SweepPlan(Demo.resolve(quick: true), axes: [])
      try setting.folder.prepare(quick)
      #expect(throws: SweepError.otherFolder(path: out.relativePath, holds: "a sweep of demo --quick")) {
        try setting.run()
      }
      #expect(setting.begun == 0)
    }
  }
}
