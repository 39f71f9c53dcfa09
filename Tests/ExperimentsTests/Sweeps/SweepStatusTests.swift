import ExperimentSupport
import Foundation
import Reporting
import Testing

@testable import Experiments

@Suite struct SweepStatusTests {
  @Test func statesAreCounted() throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      let plan = try DemoSweep.plan("steps=1..5:5")
      let planned = try SweepStatus(plan, in: folder.url)
      #expect(
        planned.summary(jobs: 2) == "5 cells, 5 absent; how long they take is not known before one is done")
      #expect(!FileManager.default.fileExists(atPath: folder.url.path))
      try DemoSweep.compute(plan.cells[..<2], of: plan, in: folder)
      let failure = CellFailure(digest: plan.cells[2].experiment.digest, signal: 9, lastLines: [])
      try folder.cell(plan.cells[2].address).record(failure)
      for status in [
        try SweepStatus(plan, in: folder.url), try SweepStatus(reading: folder.url, studies: Demo.studies),
      ] {
        #expect(status.title == "demo" && status.keys == ["steps"])
        #expect([.done, .failed, .absent, .running].map(status.count) == [2, 1, 2, 0])
        #expect(status.summary(jobs: 1).hasPrefix("5 cells, 2 done, 1 failed, 2 absent; about "))
        #expect(status.entries.compactMap(\.reason) == ["killed by signal 9"])
      }
      #expect(
        try SweepStatus(plan, in: folder.url).entries.map(\.values) == [["1"], ["2"], ["3"], ["4"], ["5"]])
    }
  }

  @Test func theEstimateIsTheMedianOfWhatIsDone() throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      let plan = try DemoSweep.plan("steps=1..10:10")
      try DemoSweep.compute(plan.cells[..<3], of: plan, in: folder)
      for (cell, seconds) in zip(plan.cells, [1.0, 30, 4]) {
        let url = folder.cell(cell.address).run.appendingPathComponent("provenance.json")
        var json = try JSON5.parse(DemoSweep.text(url)).value
        json["wallSeconds"] = .double(seconds)
        try json.serialized().write(to: url, atomically: true, encoding: .utf8)
      }
      let status = try SweepStatus(plan, in: folder.url)
      #expect(status.estimate(jobs: 1) == 28)
      #expect(status.estimate(jobs: 2) == 16)
      #expect(status.json(jobs: 2)["secondsLeft"] == .double(16))
    }
  }

  /// squeue may take seconds, and only `sweep status` shows what it says.
  @Test func slurmIsAskedWhenItIsWanted() throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      try folder.prepare(try DemoSweep.plan("steps=1,2"))
      try FileManager.default.createDirectory(at: folder.slurm, withIntermediateDirectories: true)
      try OutputFile.write("[\"17\"]", to: folder.jobs.path)
      try DemoSweep.program("echo '17_1|RUNNING'", in: scratch, name: "squeue")
      var status = try SweepStatus(reading: folder.url, studies: Demo.studies)
      #expect(status.slurm == nil)
      status.askSlurm(path: scratch.path)
      #expect(status.slurm == ["RUNNING": 1])
    }
  }

  @Test func whereThereIsNoSweepThatIsSaid() throws {
    let nowhere = URL(fileURLWithPath: "/nowhere")
    #expect(throws: FileError.self) { try SweepStatus(reading: nowhere, studies: Demo.studies) }
  }
}
