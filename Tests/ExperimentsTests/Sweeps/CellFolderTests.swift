import ExperimentSupport
import Foundation
import Reporting
import Testing

@testable import Experiments

@Suite struct CellFolderTests {
  private func withCell(_ body: (CellFolder, SweepCell) throws -> Void) throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      let plan = try DemoSweep.plan("steps=3")
      try folder.prepare(plan)
      try body(folder.cell(plan.cells[0].address), plan.cells[0])
    }
  }

  @Test func fromAbsentToDone() throws {
    try withCell { folder, cell in
      let digest = cell.experiment.digest
      #expect(folder.state(digest: digest) == .absent)
      let pieces = folder.url.appendingPathComponent(".run.checkpoint")
      try FileManager.default.createDirectory(at: pieces, withIntermediateDirectories: true)
      #expect(folder.state(digest: digest) == .absent)
      let piece = pieces.appendingPathComponent("00d3c0de00d3c0de.json")
      try "{}".write(to: piece, atomically: true, encoding: .utf8)
      #expect(folder.state(digest: digest) == .checkpointed)
      let failure = CellFailure(digest: digest, exitCode: 2, lastLines: ["first", "because"])
      try folder.record(failure)
      #expect(folder.state(digest: digest) == .failed(failure))
      #expect(failure.reason == "exit code 2: because")
      // Another build of the program may fare better.
      #expect(folder.state(digest: "0123456789abcdef") == .checkpointed)
      #expect(try CellRun.run(folder.specification, studies: Demo.studies) == .done)
      #expect(folder.state(digest: digest) == .done)
      #expect(folder.state(digest: "0123456789abcdef") == .outdated)
      #expect(try Scratch.names(in: folder.url) == ["cell.json", "lock", "run"])
    }
  }

  @Test func aLockedCellIsRunningAndBusy() throws {
    try withCell { folder, cell in
      let lock = try #require(try FileLock(folder.lock.path))
      let outcome = try withExtendedLifetime(lock) {
        #expect(folder.state(digest: cell.experiment.digest) == .running)
        return try CellRun.run(folder.specification, studies: Demo.studies)
      }
      #expect(outcome == .busy)
    }
    try withCell { folder, cell in
      do { _ = try FileLock(folder.lock.path, waits: true) }
      #expect(folder.state(digest: cell.experiment.digest) == .absent)
    }
  }

  /// A pipe is none.
  @Test func withoutALockThatCanBeHeldNothingRuns() throws {
    try withCell { folder, cell in
      #expect(unsafe mkfifo(folder.lock.path, 0o600) == 0)
      let (digest, lock) = (cell.digest, folder.lock.path)
      #expect(Patience.sees { _ = folder.state(digest: digest) })
      #expect(folder.state(digest: digest) == .absent)
      #expect(throws: FileError.unwritable(path: lock, reason: "it is no regular file")) {
        try CellRun.run(folder.specification, studies: Demo.studies)
      }
      let left = try Scratch.names(in: folder.url)
      #expect(left == ["cell.json", "lock"])
    }
  }

  @Test func whatAKilledProcessLeftIsClearedAway() throws {
    try withCell { folder, cell in
      let partial = folder.url.appendingPathComponent(".run.4711.partial")
      try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: true)
      try "half".write(to: partial.appendingPathComponent("curves.csv"), atomically: true, encoding: .utf8)
      try OutputFile.write("killed\n", to: folder.log.path)
      #expect(folder.state(digest: cell.experiment.digest) == .absent)
      #expect(try CellRun.run(folder.specification, studies: Demo.studies) == .done)
      #expect(try Scratch.names(in: folder.url) == ["cell.json", "lock", "log", "run"])
      #expect(try DemoSweep.text(folder.log) == "")
    }
  }

  private static let damages: [(file: String, text: String?, reason: String)] = [
    ("summary.json", "{\"metrics\": {\"final.value\": 1.0}}", "run/summary.json is not what the run wrote"),
    ("summary.json", "{", "run/summary.json is not what the run wrote"),
    ("summary.json", nil, "run/summary.json is not what the run wrote"),
    ("provenance.json", "{}", "run/provenance.json does not say what the run wrote"),
    ("provenance.json", "{", "run/provenance.json does not say what the run wrote"),
    ("provenance.json", nil, "run/provenance.json does not say what the run wrote"),
  ]

  /// What is not any more what the run wrote is computed again, and nothing of it is thrown away.
  @Test func aDamagedRunIsKeptAndComputedAgain() throws {
    try withCell { folder, cell in
      let digest = cell.experiment.digest
      var kept = ["cell.json", "lock", "run"]
      for (index, damage) in Self.damages.enumerated() {
        #expect(try CellRun.run(folder.specification, studies: Demo.studies) == .done)
        let whole = try folder.look(digest: digest).findings?.metrics()
        let file = folder.run.appendingPathComponent(damage.file)
        try FileManager.default.removeItem(at: file)
        if let text = damage.text { try text.write(to: file, atomically: true, encoding: .utf8) }
        #expect(folder.state(digest: digest) == .damaged(reason: damage.reason))
        #expect(try CellRun.run(folder.specification, studies: Demo.studies) == .done)
        #expect(folder.state(digest: digest) == .done)
        #expect(try folder.look(digest: digest).findings?.metrics() == whole)
        kept.append(index == 0 ? "run.damaged" : "run.damaged-\(index + 1)")
        #expect(try Scratch.names(in: folder.url) == kept.sorted())
        let aside = folder.url.appendingPathComponent("\(kept[kept.count - 1])/\(damage.file)")
        #expect(
          try damage.text
            == (FileManager.default.fileExists(atPath: aside.path) ? DemoSweep.text(aside) : nil))
      }
    }
  }

  @Test func aLinkIsNotFollowed() throws {
    try withCell { folder, cell in
      let elsewhere = folder.url.deletingLastPathComponent().appendingPathComponent("../../elsewhere")
      try FileManager.default.moveItem(at: folder.url, to: elsewhere)
      try FileManager.default.createSymbolicLink(at: folder.url, withDestinationURL: elsewhere)
      #expect(throws: SweepError.linkedCell(path: folder.url.relativePath)) { try folder.create(cell) }
    }
  }

  @Test func aCellReadsBackAsItWasWritten() throws {
    try withCell { folder, cell in
      let read = try SweepCell(reading: folder.specification, studies: Demo.studies)
      #expect(read.address == cell.address)
      #expect(read.experiment.digest == cell.experiment.digest)
    }
  }

  @Test func aPipeIsNoFileOfACell() throws {
    try withCell { folder, cell in
      let failure = CellFailure(digest: cell.digest, exitCode: 2, lastLines: ["because"])
      let text = try JSONValue(encoding: failure).serialized()
      try Scratch.pipe(at: folder.url.appendingPathComponent("FAILED.json"), writing: text) {
        #expect(folder.state(digest: cell.digest) == .absent)
      }
      try FileManager.default.removeItem(at: folder.specification)
      try Scratch.pipe(at: folder.specification, writing: cell.json.serialized()) {
        #expect(throws: FileError.self) {
          try SweepCell(reading: folder.specification, studies: Demo.studies)
        }
      }
      try FileManager.default.removeItem(at: folder.specification)
      try Scratch.pipe(at: folder.specification, writing: cell.json.serialized()) {
        let isThere = try folder.holds(cell)
        #expect(!isThere)
      }
    }
  }

  @Test func aDamagedCellIsSaid() throws {
    try withCell { folder, cell in
      for text in ["", "{", "{}", "{experiment: 'demo', study: 'dmeo', quick: false, parameters: {}}"] {
        try text.write(to: folder.specification, atomically: true, encoding: .utf8)
        #expect(throws: SpecificationError.self) {
          try CellRun.run(folder.specification, studies: Demo.studies)
        }
      }
    }
  }
}
