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
      #expect(folder.state(digest: "0123456789abcdef") == .absent)
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

  @Test func whatAKilledProcessLeftIsClearedAway() throws {
    try withCell { folder, cell in
      let partial = folder.url.appendingPathComponent(".run.4711.partial")
      try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: true)
      try "half".write(to: partial.appendingPathComponent("curves.csv"), atomically: true, encoding: .utf8)
      #expect(folder.state(digest: cell.experiment.digest) == .absent)
      #expect(try CellRun.run(folder.specification, studies: Demo.studies) == .done)
      #expect(try Scratch.names(in: folder.url) == ["cell.json", "lock", "run"])
    }
  }

  @Test func aCellReadsBackAsItWasWritten() throws {
    try withCell { folder, cell in
      let read = try SweepCell(reading: folder.specification, studies: Demo.studies)
      #expect(read.address == cell.address)
      #expect(read.experiment.digest == cell.experiment.digest)
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
