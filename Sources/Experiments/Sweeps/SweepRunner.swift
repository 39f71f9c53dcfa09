internal import Foundation
internal import LinearAlgebra
internal import Reporting
internal import Spelling

/// Computes the cells of a sweep on this machine, several at a time, each in a process of its own.
///
/// Any number of them may work in one folder at once: a cell is locked by the process that computes it, and who
/// finds nothing left to begin waits for those that others are at, and takes over what they leave.
public struct SweepRunner {
  private let folder: SweepFolder
  private let options: Options
  private let start: Double
  // Signalled when a process ends.
  private let news = DispatchSemaphore(value: 0)
  private var outcome = Outcome()
  private var queue: ArraySlice<SweepCell>
  private var elsewhere: [SweepCell] = []
  private var running: [CellProcess] = []
  private var progress: Reporting.Progress
  private let lifeline: Lifeline
  // Cells that another process was seen at.
  private var seenElsewhere: Set<String> = []
  // Cells that were seen damaged.
  private var seenDamaged: Set<String> = []
  private var hasLookedForMetrics = false

  private init(_ plan: SweepPlan, _ options: Options) throws {
    folder = SweepFolder(url: options.out)
    self.options = options
    start = options.now()
    lifeline = try Lifeline()
    let cells = try options.shard.map { try plan.shard($0.index, of: $0.count) } ?? plan.cells
    queue = cells[...]
    outcome.cells = cells.count
    progress = Reporting.Progress(title: plan.base.slug, style: options.progress)
  }

  /// Computes what is not done yet, and rebuilds index.csv from what is on disk.
  ///
  /// - Throws: `FileError`, ``SweepError``. An interruption is part of the outcome, for what is done stays; it is
  ///   thrown only where another process keeps the sweep's folder locked.
  public static func run(_ plan: SweepPlan, _ options: Options) throws -> Outcome {
    var runner = try SweepRunner(plan, options)
    let studies = [plan.base.study]
    // Before anything is made.
    try runner.folder.check(plan)
    try SweepReport.check(options.metrics, runner.folder, studies: studies)
    try runner.prepare(plan)
    defer { runner.progress.finish() }
    try runner.work()
    runner.countRest()
    let index = try runner.folder.writeIndex(studies: studies, interruption: options.interruption).index
    let known = Set(index.survey.entries.map(\.cell.address) + runner.outcome.failures.map(\.address))
    runner.outcome.index = index
    runner.outcome.remarks = index.remarks
    runner.outcome.lacksCells = !plan.cells.allSatisfy { known.contains($0.address) }
    return runner.outcome
  }

  /// Gives each cell its folder; those that cannot have one have failed.
  private mutating func prepare(_ plan: SweepPlan) throws {
    do {
      let failures = try folder.prepare(plan, cells: queue, interruption: options.interruption)
      guard !failures.isEmpty else { return }
      let addresses = Set(failures.map(\.cell.address))
      queue.removeAll { addresses.contains($0.address) }
      for failure in failures { try fail(failure.cell, failure.error) }
    } catch let stop as Interruption {
      // Looked at again before anything is begun; an index without its sweep would be somebody else's file.
      guard try folder.header() != nil else { throw stop }
    }
  }

  private mutating func work() throws {
    do {
      while try !isFinished() {
        try begin()
        show()
        // Others' cells and the user are looked at ten times a second, ends of processes at once.
        _ = news.wait(timeout: .now() + 0.1)
        try reap()
      }
    } catch {
      stop()
      throw error
    }
  }

  private mutating func isFinished() throws -> Bool {
    if let interruption = options.interruption() {
      stop()
      try reap()
      outcome.interruption = interruption
      return true
    }
    if !running.isEmpty { return false }
    return isTimeUp || queue.isEmpty && elsewhere.isEmpty
  }

  private var isTimeUp: Bool {
    options.maximumSeconds.map { options.now() - start >= $0 } ?? false
  }

  /// Counts what is done, or has failed for good, among the cells that nobody looked at any more.
  private mutating func countRest() {
    for cell in queue {
      switch folder.cell(cell.address).state(digest: cell.digest) {
      case .done: outcome.reused += 1
      case .failed(let failure) where !options.retriesFailed:
        outcome.failures.append((cell.address, failure.reason))
      case .absent, .running, .checkpointed, .outdated, .damaged, .failed: break
      }
    }
  }

  /// Begins cells while there is room.
  private mutating func begin() throws {
    if queue.isEmpty, running.count < options.jobs { (queue, elsewhere) = (elsewhere[...], []) }
    while running.count < options.jobs, !isTimeUp, options.interruption() == nil, let cell = queue.popFirst()
    {
      let place = folder.cell(cell.address)
      switch place.state(digest: cell.digest) {
      case .done:
        if seenElsewhere.contains(cell.address) {
          outcome.computedElsewhere += 1
        } else {
          outcome.reused += 1
        }
      case .running:
        seenElsewhere.insert(cell.address)
        elsewhere.append(cell)
      case .failed(let failure) where !options.retriesFailed || seenElsewhere.contains(cell.address):
        outcome.failures.append((cell.address, failure.reason))
      case .damaged(let reason):
        if seenDamaged.insert(cell.address).inserted { outcome.damages.append((cell.address, reason)) }
        try begin(cell, in: place)
      case .absent, .checkpointed, .outdated, .failed:
        try begin(cell, in: place)
      }
    }
  }

  private mutating func begin(_ cell: SweepCell, in place: CellFolder) throws {
    let news = news
    do throws(FileError) {
      running.append(
        try CellProcess(
          cell, in: place, program: options.program, threads: options.threads,
          lifeline: lifeline.readingEnd, ended: { news.signal() }))
    } catch {
      // A full disk, or a program that cannot be run, is no affair of this cell's.
      guard case .unwritable = error else { throw error }
      try fail(cell, error)
    }
  }

  /// Notes that a cell failed before there was a process of it, as that one would have ended.
  private mutating func fail(_ cell: SweepCell, _ error: any Error) throws {
    try fail(cell, CellFailure(digest: cell.digest, exitCode: 2, lastLines: ["\(error)"]))
  }

  /// Notes that a cell failed, on disk too if its folder takes it.
  private mutating func fail(_ cell: SweepCell, _ failure: CellFailure) throws {
    outcome.failures.append((cell.address, failure.reason))
    let place = folder.cell(cell.address)
    guard !place.isLink else { return }
    do { try place.record(failure) } catch FileError.diskFull(let path) {
      throw FileError.diskFull(path: path)
    } catch {}
  }

  /// Takes down how processes ended that have.
  private mutating func reap() throws {
    var ended: [(CellProcess, ChildProcess.End)] = []
    running.removeAll { process in
      guard let end = process.end else { return false }
      ended.append((process, end))
      return true
    }
    for (process, end) in ended { try take(process, end) }
  }

  private mutating func take(_ process: CellProcess, _ end: ChildProcess.End) throws {
    let digest = process.cell.digest
    var failure = CellFailure(digest: digest, lastLines: process.lastLines)
    switch end {
    case .exited(0):
      if let findings = process.folder.look(digest: digest).findings {
        outcome.computed += 1
        lookForMetrics(findings)
        return
      }
      failure.exitCode = 0
      failure.lastLines.append("ended without a result; was the program built anew meanwhile?")
    case .exited(CellRun.busyCode):
      // The other process may be gone by now, or done: the cell is looked at again.
      seenElsewhere.insert(process.cell.address)
      elsewhere.append(process.cell)
      return
    case .exited(75):
      outcome.checkpointed += 1
      return
    // Stopped as told, or by somebody else: nothing is lost but its time.
    case let end where end.isStop: return
    case .killed where options.interruption() != nil: return
    case .exited(let code): failure.exitCode = code
    case .killed(let signal): failure.signal = signal
    }
    try fail(process.cell, failure)
  }

  /// Says which of the wanted metrics the first cell that is computed does not have; others may.
  private mutating func lookForMetrics(_ findings: CellFolder.Findings) {
    guard !hasLookedForMetrics, let metrics = try? findings.metrics().map(\.key) else { return }
    hasLookedForMetrics = true
    for name in options.metrics where !metrics.contains(name) {
      progress.finish()
      let suggestion = Spelling.suggestion(for: name, among: metrics)
      options.warn("--metric \(name): the first cell that is computed does not have it\(suggestion)")
    }
  }

  /// Has all processes keep what they have and end, and waits for them.
  ///
  /// Not by a signal: Ctrl-C and batch systems send what they send to the cells as well, and whoever gets a signal of
  /// one kind a second time ends at once. A cell whose lifeline ends stops unless it is stopping already.
  private mutating func stop() {
    lifeline.cut()
    while running.contains(where: { $0.end == nil }) { _ = news.wait(timeout: .now() + 0.1) }
  }

  private mutating func show() {
    let finished = outcome.cells - outcome.left
    let failed = outcome.failures.isEmpty ? "" : ", \(outcome.failures.count) failed"
    progress.update(
      Double(finished) / Double(max(1, outcome.cells)), "\(finished) of \(outcome.cells) cells\(failed)")
  }
}
