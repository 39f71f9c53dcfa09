internal import Foundation
internal import Reporting

/// The folder of a sweep: sweep.json, a folder for each cell, index.csv and the report.
///
/// Everything that is known of a sweep is on disk, and nowhere else: any number of processes may work in the folder.
struct SweepFolder {
  let url: URL

  private var specification: URL { url.appendingPathComponent("sweep.json") }
  private var cells: URL { url.appendingPathComponent("cells", isDirectory: true) }
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
      let known = keys
      let merged = known + plan.keys.filter { !known.contains($0) }
      if merged != known || !FileManager.default.fileExists(atPath: specification.path) {
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
    guard let json = json else {
      // What a sweep has that is just being made.
      let own = [".lock", "cells", "sweep.json.new"]
      guard let names = try? files.contentsOfDirectory(atPath: url.path), names.allSatisfy(own.contains)
      else { throw SweepError.otherFolder(path: url.relativePath, holds: "something that is no sweep") }
      return
    }
    let isQuick = json["quick"] == .bool(true)
    guard json["experiment"]?.text == plan.base.slug, json["study"]?.text == plan.base.study.name,
      isQuick == plan.base.isQuick
    else {
      let name = (json["experiment"]?.text ?? "?") + (isQuick ? " --quick" : "")
      throw SweepError.otherFolder(path: url.relativePath, holds: "a sweep of \(name)")
    }
  }

  /// Fails where there is no sweep.
  func requireSweep() throws {
    guard json != nil else {
      throw FileError.unreadable(path: url.relativePath, reason: "there is no sweep.json, so it is no sweep")
    }
  }

  /// The parameters that any invocation has varied here.
  var keys: [String] { (json?["keys"]?.elements ?? []).compactMap(\.text) }

  /// The experiment's name and whether it is the quick version.
  var title: String {
    (json?["experiment"]?.text ?? "") + (json?["quick"] == .bool(true) ? " --quick" : "")
  }

  private var json: JSONValue? { try? JSON5.parse(TextFile.read(specification)).value }

  /// Every cell on disk, by address.
  func cellsOnDisk(studies: [Study]) throws -> [SweepCell] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: cells.path)) ?? []
    return try names.sorted().compactMap { name in
      let file = cell(name).specification
      guard FileManager.default.fileExists(atPath: file.path) else { return nil }
      return try SweepCell(reading: file, studies: studies)
    }
  }

  /// Writes index.csv from what is on disk.
  ///
  /// - Returns: Whether it is another one than before.
  func writeIndex(studies: [Study]) throws -> Bool {
    try exclusively {
      let text = try SweepIndex(self, studies: studies).csv
      guard (try? TextFile.read(index)) != text else { return false }
      try OutputFile.replace(index.path, with: text)
      return true
    }
  }

  /// Does what must not be done by two processes at once: short work, others wait for it.
  func exclusively<Result>(_ body: () throws -> Result) throws -> Result {
    let lock = try FileLock(url.appendingPathComponent(".lock").path, waits: true)
    return try withExtendedLifetime(lock) { try body() }
  }
}
