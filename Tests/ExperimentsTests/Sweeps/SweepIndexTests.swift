import ExperimentSupport
import Foundation
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
      #expect(try inTwo.writeIndex(studies: Demo.studies))
      #expect(try DemoSweep.text(inTwo.index) == DemoSweep.text(atOnce.index))
      #expect(try !inTwo.writeIndex(studies: Demo.studies))
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

  @Test func aParameterVariedInPartHasOneColumn() throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      let plan = try DemoSweep.plan("start.list.1=5,6")
      try DemoSweep.compute(plan.cells, of: plan, in: folder)
      #expect(try index(folder).map { $0[1] } == ["start.list.1", "5", "6"])
    }
  }
}
