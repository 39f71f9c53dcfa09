import Foundation
import Reporting

@testable import Experiments

extension Parser {
  /// What stands in the folder of a sweep, and a cluster's site file.
  static let sweeps = [
    Parser(text: "sweep") { text in
      let fixture = SweepFixture.forSweeps
      try fixture.folder.store(text, as: "sweep.json")
      try fixture.sweep.check(fixture.plan)
      _ = try SweepStatus(reading: fixture.sweep.url, studies: [convergence]).json(jobs: 2).serialized()
      try fixture.index()
    },
    Parser(text: "cell") { text in
      let fixture = SweepFixture.forCells
      try scratch.store(text, as: "cell.json")
      let cell = try SweepCell(
        reading: scratch.url.appendingPathComponent("cell.json"), studies: [convergence])
      // It joins the finished ones.
      guard cell.address != fixture.plan.cells[0].address else { return }
      defer { fixture.folder.remove("cells/\(cell.address)") }
      try fixture.folder.store(text, as: "cells/\(cell.address)/cell.json")
      try fixture.finish(cell)
      try fixture.index()
    },
    Parser(text: "failure") { text in
      try scratch.store(text, as: "FAILED.json")
      _ = CellFailure(reading: scratch.url.appendingPathComponent("FAILED.json"))?.reason
    },
    Parser(text: "jobs") { text in
      try scratch.store(text, as: "slurm/jobs.json")
      _ = SlurmQueue.jobs(of: SweepFolder(url: scratch.url))
    },
    Parser(text: "site") { text in
      try scratch.store(text, as: "site.json5")
      let job = try SlurmJob(site: scratch.url.appendingPathComponent("site.json5"))
      _ = job.script(
        sweep: ["softmaxlab"], tasks: 1, threads: 1, folder: scratch.url, current: "/", experiments: nil)
    },
  ]

  private static let scratch = ScratchFolder("files")
}

/// A sweep of two cells, one of them finished.
private struct SweepFixture {
  let folder: ScratchFolder
  let sweep: SweepFolder
  let plan: SweepPlan

  static let forSweeps = SweepFixture("sweep")
  static let forCells = SweepFixture("cells")

  private init(_ name: String) {
    folder = ScratchFolder(name)
    sweep = SweepFolder(url: folder.url)
    do {
      plan = try SweepPlan(RunFixture.experiment, axes: [SweepAxis("samples=50,60")])
      try sweep.prepare(plan)
      try finish(plan.cells[0])
    } catch { fatalError("\(error)") }
  }

  /// Lets a cell look finished.
  func finish(_ cell: SweepCell) throws {
    let place = "cells/\(cell.address)/run/"
    let summary = "{metrics: {loss: 0.5, steps: 'nan'}}"
    let sum = SHA256.hexadecimal(summary)
    try folder.store(summary, as: place + "summary.json")
    try folder.store(
      "{wallSeconds: 1.5, outputs: {'summary.json': '\(sum)'}}", as: place + "provenance.json")
    try folder.store(cell.experiment.digest + "\n", as: place + "DONE")
  }

  /// Makes the index of what is finished.
  func index() throws {
    let rows = CSV.rows(try SweepIndex(SweepSurvey(sweep, studies: [Parser.convergence])).csv)
    Parser.require(rows.count > 1 && Set(rows.map(\.count)).count == 1, "an index of ragged rows")
  }
}
