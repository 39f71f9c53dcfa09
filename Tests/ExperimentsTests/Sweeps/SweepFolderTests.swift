import ExperimentSupport
import Foundation
import Reporting
import Testing

@testable import Experiments

@Suite struct SweepFolderTests {
  private func withFolder(_ body: (SweepFolder, SweepPlan) throws -> Void) throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      let plan = try DemoSweep.plan("steps=1..4:4")
      try folder.prepare(plan)
      try body(folder, plan)
    }
  }

  @Test func anInterruptionEndsTheWaitForOthers() throws {
    try withFolder { folder, plan in
      let interruption = Interruption(signal: SIGINT)
      let other = try FileLock(folder.lock.path)
      #expect(other != nil)
      withExtendedLifetime(other) {
        #expect(throws: interruption) {
          try folder.exclusively(interruption: { interruption }) { Issue.record("two at once") }
        }
        #expect(throws: interruption) { try folder.prepare(plan, cells: []) { interruption } }
        #expect(throws: interruption) {
          try folder.writeIndex(studies: Demo.studies, interruption: { interruption })
        }
      }
      #expect(!FileManager.default.fileExists(atPath: folder.index.path))
    }
  }

  /// Those who are told to stop at the same time write down what they have, one after the other.
  @Test func whoIsInterruptedWaitsForAMoment() throws {
    try withFolder { folder, _ in
      var other = try FileLock(folder.lock.path)
      #expect(other != nil)
      let result = try folder.exclusively(interruption: {
        other = nil
        return Interruption(signal: SIGINT)
      }) { "done" }
      #expect(result == "done")
    }
  }

  @Test func anInterruptionEndsTheMakingOfCells() throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      let plan = try DemoSweep.plan("steps=1..4:4")
      #expect(throws: Interruption(signal: SIGTERM)) {
        try folder.prepare(plan, cells: plan.cells) {
          (try? folder.cellCount) == 2 ? Interruption(signal: SIGTERM) : nil
        }
      }
      #expect(try folder.cellCount == 2)
    }
  }

  @Test func aCellThatCannotHaveItsFolderKeepsNoOtherFromIt() throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      let plan = try DemoSweep.plan("steps=1..4:4")
      let places = plan.cells.map { folder.cell($0.address) }
      try FileManager.default.createDirectory(at: places[1].specification, withIntermediateDirectories: true)
      try OutputFile.write("mine", to: places[0].url.path)
      try FileManager.default.createSymbolicLink(at: places[2].url, withDestinationURL: scratch)
      let failures = try folder.prepare(plan, cells: plan.cells)
      #expect(failures.map(\.cell.address) == plan.cells[..<3].map(\.address))
      for (failure, place) in zip(failures, places) {
        #expect("\(failure.error)".contains(place.url.relativePath))
      }
      #expect(try places[3].holds(plan.cells[3]))
      #expect(throws: (any Error).self) { try folder.prepare(plan) }
    }
  }

  #if os(Linux)
  @Test func aFullDiskIsNoMatterOfOneCell() throws {
    try withFolder { folder, plan in
      let specification = folder.cell(plan.cells[3].address).specification
      try FileManager.default.removeItem(at: specification)
      let full = specification.path + ".new"
      #expect(unsafe symlink("/dev/full", full) == 0)
      #expect(throws: FileError.diskFull(path: full)) { try folder.prepare(plan, cells: plan.cells) }
    }
  }
  #endif

  @Test func aPipeInPlaceOfACellFileIsReplaced() throws {
    try withFolder { folder, plan in
      let place = folder.cell(plan.cells[0].address)
      try FileManager.default.removeItem(at: place.specification)
      #expect(unsafe mkfifo(place.specification.path, 0o600) == 0)
      #expect(Patience.sees { try folder.prepare(plan) })
      #expect(try place.holds(plan.cells[0]))
    }
  }

  @Test func cellsThatCannotBeListedAreNamed() throws {
    try withFolder { folder, plan in
      let cells = folder.url.appendingPathComponent("cells")
      try FileManager.default.removeItem(at: cells)
      #expect(try folder.cellNames == [])
      try OutputFile.write("mine", to: cells.path)
      for error in [
        #expect(throws: FileError.self) { try SweepStatus(reading: folder.url, studies: Demo.studies) },
        #expect(throws: FileError.self) { try folder.writeIndex(studies: Demo.studies) },
        #expect(throws: FileError.self) { try folder.prepare(plan) },
      ] {
        #expect(error?.description.contains(" \(cells.relativePath): ") == true)
      }
      #expect(throws: FileError.self) { try folder.cellCount }
    }
  }
}
