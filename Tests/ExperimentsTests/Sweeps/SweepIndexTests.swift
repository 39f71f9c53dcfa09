import ExperimentSupport
import Foundation
import Reporting
import Testing

@testable import Experiments

@Suite struct SweepIndexTests {
  private func index(_ folder: SweepFolder) throws -> [[String]] {
    _ = try folder.writeIndex(studies: Demo.studies)
    return try DemoSweep.text(folder.index).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func oneRowACellInTheOrderOfItsValues() throws {
    try Scratch.folder { scratch in
      let plan = try DemoSweep.plan("steps=10,2", "factor=0.5,0.25", seeds: 1...2)
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      try DemoSweep.compute(plan.cells, of: plan, in: folder)
      let rows = try index(folder)
      #expect(rows[0] == ["cell", "factor", "steps", "seed", "final.value", "undefined"])
      #expect(
        rows.dropFirst().map { Array($0[1...3]) } == [
          ["0.25", "2", "1"], ["0.25", "2", "2"], ["0.25", "10", "1"], ["0.25", "10", "2"],
          ["0.5", "2", "1"], ["0.5", "2", "2"], ["0.5", "10", "1"], ["0.5", "10", "2"],
        ])
      #expect(rows[1][4...] == ["0.015625", "nan"])
      #expect(Set(rows.dropFirst().map { $0[0] }) == Set(plan.cells.map(\.address)))
    }
  }

  /// However it came to be: in another order, in two goes, with axes the other way round.
  @Test func equalSweepsGiveEqualBytes() throws {
    try Scratch.folder { scratch in
      let plan = try DemoSweep.plan("steps=1,2,3", "factor=0.5,0.25", seeds: 0...1)
      let atOnce = SweepFolder(url: scratch.appendingPathComponent("a"))
      try DemoSweep.compute(plan.cells, of: plan, in: atOnce)
      _ = try atOnce.writeIndex(studies: Demo.studies)
      let turned = try DemoSweep.plan("factor=0.25,0.5", "steps=3,1,2", seeds: 0...1)
      let inTwo = SweepFolder(url: scratch.appendingPathComponent("b"))
      try DemoSweep.compute(turned.cells.suffix(5).reversed(), of: turned, in: inTwo)
      _ = try inTwo.writeIndex(studies: Demo.studies)
      #expect(try DemoSweep.text(inTwo.index) != DemoSweep.text(atOnce.index))
      try DemoSweep.compute(turned.cells, of: turned, in: inTwo)
      #expect(try inTwo.writeIndex(studies: Demo.studies).isNew)
      #expect(try DemoSweep.text(inTwo.index) == DemoSweep.text(atOnce.index))
      let again = try inTwo.writeIndex(studies: Demo.studies)
      #expect(!again.isNew && again.index.remarks == [])
    }
  }

  /// Two sweeps end at once, and the one that has looked first is the last to write.
  @Test func theLastToWriteHasSeenEverything() throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      let plan = try DemoSweep.plan("steps=1..4:4")
      try DemoSweep.compute(plan.cells[..<2], of: plan, in: folder)
      var looks = 0
      let last = try folder.writeIndex(studies: Demo.studies) { folder, studies in
        looks += 1
        let survey = try SweepSurvey(folder, studies: studies)
        if looks == 1 {
          try DemoSweep.compute(plan.cells[2...], of: plan, in: folder)
          #expect(try folder.writeIndex(studies: Demo.studies).isNew)
        }
        return survey
      }
      #expect(looks == 2 && !last.isNew && last.index.rows.count == 4)
      #expect(try index(folder).count == 5)
    }
  }

  @Test func cellsAddedLaterChangeNoOther() throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      let first = try DemoSweep.plan("steps=1,2", seeds: 0...1)
      try DemoSweep.compute(first.cells, of: first, in: folder)
      let before = try index(folder)
      let second = try DemoSweep.plan("steps=2,4", "factor=0.125", seeds: 0...0)
      try DemoSweep.compute(second.cells, of: second, in: folder)
      let after = try index(folder)
      #expect(after[0] == ["cell", "factor", "steps", "seed", "final.value", "undefined"])
      #expect(after.count == before.count + 2)
      // The parameter that is new among what is varied was there all along.
      for row in before.dropFirst() {
        #expect(after.contains([row[0], "0.5"] + row[1...]))
      }
    }
  }

  @Test func whatDiffersHasAColumnThoughNoAxisVariedIt() throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      for label in ["a", "b,c"] {
        let plan = try DemoSweep.plan("steps=1,2", sets: ["label='\(label)'"])
        try DemoSweep.compute(plan.cells, of: plan, in: folder)
      }
      _ = try folder.writeIndex(studies: Demo.studies)
      let lines = try DemoSweep.text(folder.index).split(separator: "\n")
      #expect(lines[0] == "cell,label,steps,final.value,undefined")
      #expect(lines[3].contains(",\"b,c\",1,"))
    }
  }

  /// One cell that cannot be read, one in another's place, a link, one that was edited and one of another build: the
  /// rest is there, and each of them is spoken of.
  @Test func whatIsLeftOutIsSaid() throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      let plan = try DemoSweep.plan("steps=1..6:6")
      try DemoSweep.compute(plan.cells, of: plan, in: folder)
      let places = plan.cells.map { folder.cell($0.address) }
      try OutputFile.write("{", to: places[0].specification.path)
      try FileManager.default.removeItem(at: places[1].specification)
      try FileManager.default.copyItem(at: places[2].specification, to: places[1].specification)
      let elsewhere = scratch.appendingPathComponent("elsewhere")
      try FileManager.default.moveItem(at: places[3].url, to: elsewhere)
      try FileManager.default.createSymbolicLink(at: places[3].url, withDestinationURL: elsewhere)
      try OutputFile.write("{}", to: places[4].run.appendingPathComponent("summary.json").path)
      try OutputFile.write("0123456789abcdef\n", to: places[5].run.appendingPathComponent("DONE").path)
      let remarks = try folder.writeIndex(studies: Demo.studies).index.remarks
      #expect(try index(folder).map { $0[1] } == ["steps", "3"])
      #expect(remarks.count == 5)
      for phrase in [
        "left out: \(places[0].specification.relativePath): line 1",
        "the file is that of another cell, \(plan.cells[2].address)", "is a symbolic link",
        "left out: cell \(plan.cells[4].address), whose run/summary.json is not what the run wrote",
        "1 cell of another build left out",
      ] {
        #expect(remarks.contains { $0.contains(phrase) }, "\(phrase) in \(remarks)")
      }
      let status = try SweepStatus(reading: folder.url, studies: Demo.studies)
      #expect(status.summary(jobs: 1).hasPrefix("3 cells, 1 done, 1 damaged, 1 outdated; about "))
      #expect(status.remarks.count == 3)
    }
  }

  /// Each of it once, and the index is the same to the byte.
  @Test func whatIsNoCellIsSaid() throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      let plan = try DemoSweep.plan("steps=1,2")
      try DemoSweep.compute(plan.cells, of: plan, in: folder)
      #expect(try folder.writeIndex(studies: Demo.studies).index.remarks == [])
      let before = try DemoSweep.text(folder.index)
      let cells = folder.url.appendingPathComponent("cells")
      let names = ["0123456789abcdef", "a file", "begun", "of a folder", "of a pipe"]
      let places = names.map { folder.cell($0) }
      for index in [0, 2, 4] {
        try FileManager.default.createDirectory(at: places[index].url, withIntermediateDirectories: true)
      }
      try OutputFile.write("mine", to: places[1].url.path)
      try OutputFile.write("{}", to: places[2].url.appendingPathComponent("cell.json.new").path)
      try FileManager.default.createDirectory(
        at: places[3].specification, withIntermediateDirectories: true)
      #expect(unsafe mkfifo(places[4].specification.path, 0o600) == 0)
      let written = try folder.writeIndex(studies: Demo.studies)
      let bare = "there is no cell.json in it, so it is no cell"
      let expected = zip(names, [bare, bare, bare, "it is no regular file", "it is no regular file"]).map {
        "left out: cannot read \(cells.appendingPathComponent($0).relativePath)"
          + ($1 == bare ? "" : "/cell.json") + ": \($1)"
      }
      #expect(written.index.remarks == expected && !written.isNew)
      #expect(try DemoSweep.text(folder.index) == before)
      #expect(try SweepStatus(reading: folder.url, studies: Demo.studies).remarks == expected)
    }
  }

  /// A cell that is just being made has no cell.json for a moment.
  @Test func aCellThatIsBeingMadeIsNotSpokenOf() throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      let plan = try DemoSweep.plan("steps=1,2")
      try folder.prepare(plan, cells: plan.cells[..<1]).forEach { throw $0.error }
      let place = folder.cell(plan.cells[1].address)
      try FileManager.default.createDirectory(at: place.url, withIntermediateDirectories: true)
      var waits = 0
      let survey = try SweepSurvey(folder, studies: Demo.studies) {
        waits += 1
        if waits == 3 { try? place.create(plan.cells[1]) }
      }
      #expect(survey.remarks == [] && survey.entries.count == 2 && waits == 3)
    }
  }

  @Test func aParameterVariedInPartHasOneColumn() throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      let plan = try DemoSweep.plan("start.list.1=5,6")
      try DemoSweep.compute(plan.cells, of: plan, in: folder)
      #expect(try index(folder).map { $0[1] } == ["start.list.1", "5", "6"])
    }
  }

  /// A cell.json that was edited may hold a key with a dot, whose path another key has, too.
  @Test func aPathThatStandsThereTwiceIsNoTrap() throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      let plan = try DemoSweep.plan("steps=1,2")
      try DemoSweep.compute(plan.cells, of: plan, in: folder)
      let cell = SweepCell(
        ResolvedExperiment(
          slug: "demo", study: Demo.studies[0], question: "", parameters: ["a.b": 1, "a": ["b": 2]],
          isQuick: false))
      try folder.cell(cell.address).create(cell)
      let run = folder.cell(cell.address).run
      try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
      let summary = "{metrics: {}}"
      try OutputFile.write(summary, to: run.appendingPathComponent("summary.json").path)
      let provenance: JSONValue = ["outputs": ["summary.json": .string(SHA256.hexadecimal(summary))]]
      try OutputFile.write(
        provenance.serialized(), to: run.appendingPathComponent("provenance.json").path)
      try OutputFile.write(cell.experiment.digest, to: run.appendingPathComponent("DONE").path)
      _ = try folder.writeIndex(studies: Demo.studies)
      #expect(try index(folder).count == 4)
    }
  }
}
