internal import Foundation
internal import Reporting

/// The folder of a sweep: sweep.json, a folder for each cell, index.csv and the report.
///
/// Everything that is known of a sweep is on disk, and nowhere else: any number of processes may work in the folder.
struct SweepFolder {
  /// What sweep.json says.
  struct Header {
    let experiment: String
    let study: String
    let isQuick: Bool
    /// The parameters that any invocation has varied here.
    let keys: [String]

    /// The experiment's name and whether it is the quick version.
    var title: String { experiment + (isQuick ? " --quick" : "") }
  }

  static let cellsName = "cells"

  let url: URL

  private var specification: URL { url.appendingPathComponent("sweep.json") }
  private var cells: URL { url.appendingPathComponent(Self.cellsName, isDirectory: true) }
  /// Held by whoever changes what belongs to all cells.
  var lock: URL { url.appendingPathComponent(".lock") }
  var index: URL { url.appendingPathComponent("index.csv") }
  var report: URL { url.appendingPathComponent("report.html") }

  var slurm: URL { url.appendingPathComponent("slurm", isDirectory: true) }
  var jobs: URL { slurm.appendingPathComponent("jobs.json") }

  func cell(_ address: String) -> CellFolder {
    CellFolder(url: cells.appendingPathComponent(address, isDirectory: true))
  }

  /// Makes the folder or joins the sweep that is there, and gives each cell of the plan its folder.
  ///
  /// - Parameters:
  ///   - cells: Those that get one, if not all.
  ///   - interruption: Whether and why to stop; asked at each cell.
  /// - Returns: The cells that cannot have one, and why: no other is kept from its own.
  /// - Throws: ``SweepError/otherFolder(path:holds:)``, ``Interruption``, `FileError`, a full disk among them.
  func prepare(
    _ plan: SweepPlan, cells own: some Sequence<SweepCell>,
    interruption: () -> Interruption? = { Interruption.received }
  ) throws -> [(cell: SweepCell, error: any Error)] {
    try check(plan)
    let files = FileManager.default
    do { try files.createDirectory(at: cells, withIntermediateDirectories: true) } catch {
      let place = files.fileExists(atPath: cells.path) ? cells : url
      throw FileError(writing: place.relativePath, error)
    }
    try exclusively(interruption: interruption) {
      // Another sweep may have begun meanwhile.
      try check(plan)
      let known = try header()?.keys
      let merged = (known ?? []) + plan.keys.filter { known?.contains($0) != true }
      if merged != known {
        let json: JSONValue = [
          "experiment": .string(plan.base.slug), "study": .string(plan.base.study.name),
          "quick": .bool(plan.base.isQuick), "keys": .array(merged.map { .string($0) }),
        ]
        try OutputFile.replace(specification.path, with: json.serialized())
      }
    }
    var failures: [(cell: SweepCell, error: any Error)] = []
    for cell in own {
      if let interruption = interruption() { throw interruption }
      let place = self.cell(cell.address)
      if (try? place.holds(cell)) == true { continue }
      // One at a time, so that nobody waits for all of them.
      try exclusively(interruption: interruption) {
        do { try place.create(cell) } catch FileError.diskFull(let path) {
          throw FileError.diskFull(path: path)
        } catch {
          // Where none can be made it is no fault of this one's.
          guard unsafe access(cells.path, W_OK | X_OK) == 0 else {
            throw FileError(
              writing: cells.relativePath, NSError(domain: NSPOSIXErrorDomain, code: Int(errno)))
          }
          failures.append((cell, error))
        }
      }
    }
    return failures
  }

  /// The same with all cells of the plan, of which each must have its folder.
  func prepare(_ plan: SweepPlan) throws {
    if let failure = try prepare(plan, cells: plan.cells).first { throw failure.error }
  }

  /// Refuses a folder that holds anything but a sweep of the same experiment.
  func check(_ plan: SweepPlan) throws {
    let files = FileManager.default
    guard files.fileExists(atPath: url.path) else { return }
    guard let header = try header() else {
      // What a sweep has that is just being made.
      let own = [lock.lastPathComponent, Self.cellsName, "sweep.json.new"] + RunFolder.systemFiles
      guard let names = try? files.contentsOfDirectory(atPath: url.path), names.allSatisfy(own.contains),
        try cellNames.allSatisfy(SweepCell.isAddress)
      else { throw SweepError.otherFolder(path: url.relativePath, holds: "something that is no sweep") }
      return
    }
    guard header.experiment == plan.base.slug, header.study == plan.base.study.name,
      header.isQuick == plan.base.isQuick
    else {
      throw SweepError.otherFolder(path: url.relativePath, holds: "a sweep of \(header.title)")
    }
  }

  /// Whether a sweep has begun in a folder, be its sweep.json damaged or not.
  static func isSweep(_ url: URL) -> Bool {
    FileManager.default.fileExists(atPath: SweepFolder(url: url).specification.path)
  }

  /// What stands among the cells, sorted.
  var cellNames: [String] {
    get throws(FileError) {
      let files = FileManager.default
      // A sweep that is just being made has none yet.
      guard files.fileExists(atPath: cells.path) else { return [] }
      let names: [String]
      do { names = try files.contentsOfDirectory(atPath: cells.path) } catch {
        throw FileError(reading: cells.relativePath, error)
      }
      return names.filter { !RunFolder.systemFiles.contains($0) }.sorted()
    }
  }

  /// How many cells have a folder.
  var cellCount: Int { get throws(FileError) { try cellNames.count { !$0.hasPrefix(".") } } }

  /// What sweep.json says, where there must be one.
  ///
  /// - Throws: ``SpecificationError``, `FileError`.
  func requireHeader() throws -> Header {
    guard let header = try header() else {
      throw FileError.unreadable(path: url.relativePath, reason: "there is no sweep.json, so it is no sweep")
    }
    return header
  }

  /// What sweep.json says; nil if there is none.
  ///
  /// - Throws: ``SpecificationError``, `FileError`.
  func header() throws -> Header? {
    guard FileManager.default.fileExists(atPath: specification.path) else { return nil }
    let json = try TextFile.readJSON(specification)
    guard let experiment = json["experiment"]?.text, let study = json["study"]?.text,
      case .bool(let isQuick)? = json["quick"], let keys = json["keys"]?.elements
    else {
      throw SpecificationError.invalid(
        source: specification.relativePath, path: "the file",
        reason: "needs experiment, study, quick and keys")
    }
    return Header(experiment: experiment, study: study, isQuick: isQuick, keys: keys.compactMap(\.text))
  }

  /// The cell of that name on disk; nil if there is no cell.json, as where a cell is just being made.
  ///
  /// - Throws: ``SpecificationError``, ``SweepError/linkedCell(path:)``, `FileError`.
  func cell(named name: String, studies: [Study]) throws -> SweepCell? {
    let place = cell(name)
    guard !place.isLink else { throw SweepError.linkedCell(path: place.url.relativePath) }
    var found = stat()
    guard unsafe stat(place.specification.path, &found) == 0 else {
      if [ENOENT, ENOTDIR].contains(errno) { return nil }
      throw FileError(
        reading: place.specification.relativePath, NSError(domain: NSPOSIXErrorDomain, code: Int(errno)))
    }
    let cell = try SweepCell(reading: place.specification, studies: studies)
    guard cell.address == name else {
      throw SpecificationError.invalid(
        source: place.specification.relativePath, path: "the file",
        reason: "is that of another cell, \(cell.address)")
    }
    return cell
  }

  /// Forgets which cells of a plan have failed.
  ///
  /// - Returns: What was forgotten.
  func forgetFailures(of plan: SweepPlan) -> [(cell: CellFolder, failure: CellFailure)] {
    plan.cells.compactMap { cell in
      let place = self.cell(cell.address)
      guard case .failed(let failure) = place.state(digest: cell.digest) else { return nil }
      place.forgetFailure()
      return (place, failure)
    }
  }

  /// Writes index.csv from what is on disk.
  ///
  /// The cells are looked at without the lock. Who finds then that another process has written the index meanwhile
  /// looks again, for his own look may be the older one: of several that end at once, the last one to write has seen
  /// what all of them have done.
  ///
  /// - Parameters:
  ///   - survey: How the cells are looked at.
  ///   - interruption: Whether and why to wait for others no longer.
  /// - Returns: The index, and whether it is another one than before.
  func writeIndex(
    studies: [Study],
    survey: (SweepFolder, [Study]) throws -> SweepSurvey = { try SweepSurvey($0, studies: $1) },
    interruption: () -> Interruption? = { Interruption.received }
  ) throws -> (index: SweepIndex, isNew: Bool) {
    while true {
      let before = try? TextFile.read(self.index)
      let index = SweepIndex(try survey(self, studies))
      let text = index.csv
      let isNew: Bool? = try exclusively(interruption: interruption) {
        guard (try? TextFile.read(self.index)) == before else { return nil }
        guard text != before else { return false }
        try OutputFile.replace(self.index.path, with: text)
        return true
      }
      if let isNew { return (index, isNew) }
    }
  }

  /// Does what must not be done by two processes at once: short work, others wait for it.
  ///
  /// An interruption ends the waiting a second later: several that are interrupted at once have something to write
  /// down, one after the other, and who holds the lock for longer than that is stopped or stuck.
  ///
  /// - Parameter interruption: Whether and why to wait no longer.
  /// - Throws: ``Interruption``, `FileError`, and what `body` throws.
  func exclusively<Result>(
    interruption: () -> Interruption? = { Interruption.received }, _ body: () throws -> Result
  ) throws -> Result {
    var end: Double?
    var stop: Interruption?
    let held = try FileLock(lock.path) {
      guard let received = interruption() else { return false }
      let now = ProcessInfo.processInfo.systemUptime
      end = end ?? now + 1
      if let end, now >= end { stop = received }
      return stop != nil
    }
    if let stop { throw stop }
    return try withExtendedLifetime(held) { try body() }
  }
}
