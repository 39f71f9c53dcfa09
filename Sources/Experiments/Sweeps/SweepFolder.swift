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
  var index: URL { url.appendingPathComponent("index.csv") }
  var report: URL { url.appendingPathComponent("report.html") }

  var slurm: URL { url.appendingPathComponent("slurm", isDirectory: true) }
  var jobs: URL { slurm.appendingPathComponent("jobs.json") }

  func cell(_ address: String) -> CellFolder {
    CellFolder(url: cells.appendingPathComponent(address, isDirectory: true))
  }

  /// Makes the folder or joins the sweep that is there, and gives each cell of the plan its folder.
  ///
  /// - Throws: ``SweepError/otherFolder(path:holds:)``, `FileError`.
  func prepare(_ plan: SweepPlan) throws {
    try check(plan)
    do { try FileManager.default.createDirectory(at: cells, withIntermediateDirectories: true) } catch {
      throw FileError(writing: url.relativePath, error)
    }
    try exclusively {
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
      for cell in plan.cells { try self.cell(cell.address).create(cell) }
    }
  }

  /// Refuses a folder that holds anything but a sweep of the same experiment.
  func check(_ plan: SweepPlan) throws {
    let files = FileManager.default
    guard files.fileExists(atPath: url.path) else { return }
    guard let header = try header() else {
      // What a sweep has that is just being made.
      let own = [".lock", Self.cellsName, "sweep.json.new"] + RunFolder.systemFiles
      guard let names = try? files.contentsOfDirectory(atPath: url.path), names.allSatisfy(own.contains)
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

  /// How many cells have a folder.
  var cellCount: Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: cells.path)) ?? []
    return names.count { !$0.hasPrefix(".") }
  }

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

  /// Every cell on disk, by address, and what stands among them that is none.
  func survey(studies: [Study]) -> (cells: [SweepCell], remarks: [String]) {
    var (cells, remarks): ([SweepCell], [String]) = ([], [])
    for name in ((try? FileManager.default.contentsOfDirectory(atPath: self.cells.path)) ?? []).sorted() {
      let place = cell(name)
      do {
        guard !place.isLink else { throw SweepError.linkedCell(path: place.url.relativePath) }
        // A folder without one is a cell that is just being made, or nobody's.
        guard FileManager.default.fileExists(atPath: place.specification.path) else { continue }
        let cell = try SweepCell(reading: place.specification, studies: studies)
        guard cell.address == name else {
          throw SpecificationError.invalid(
            source: place.specification.relativePath, path: "the file",
            reason: "is that of another cell, \(cell.address)")
        }
        cells.append(cell)
      } catch { remarks.append("left out: \(error)") }
    }
    return (cells, remarks)
  }

  /// Forgets which cells of a plan have failed.
  ///
  /// - Returns: What was forgotten.
  func forgetFailures(of plan: SweepPlan) -> [(cell: CellFolder, failure: CellFailure)] {
    plan.cells.compactMap { cell in
      let place = self.cell(cell.address)
      guard case .failed(let failure) = place.state(digest: cell.experiment.digest) else { return nil }
      place.forgetFailure()
      return (place, failure)
    }
  }

  /// Writes index.csv from what is on disk.
  ///
  /// - Returns: Whether it is another one than before, and what was left out.
  func writeIndex(studies: [Study]) throws -> (isNew: Bool, remarks: [String]) {
    try exclusively {
      let index = try SweepIndex(self, studies: studies)
      let text = index.csv
      guard (try? TextFile.read(self.index)) != text else { return (false, index.remarks) }
      try OutputFile.replace(self.index.path, with: text)
      return (true, index.remarks)
    }
  }

  /// Does what must not be done by two processes at once: short work, others wait for it.
  func exclusively<Result>(_ body: () throws -> Result) throws -> Result {
    let lock = try FileLock(url.appendingPathComponent(".lock").path, waits: true)
    return try withExtendedLifetime(lock) { try body() }
  }
}
