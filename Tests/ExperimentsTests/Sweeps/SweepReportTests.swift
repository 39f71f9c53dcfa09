import ExperimentSupport
import Foundation
import Reporting
import Testing

@testable import Experiments

@Suite struct SweepReportTests {
  private func withSweep(_ body: (SweepFolder, SweepPlan) throws -> Void) throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch.appendingPathComponent("sweep"))
      let plan = try DemoSweep.plan("factor=0.1,0.3", "steps=1,2,4", seeds: 0...2)
      try folder.prepare(plan)
      try body(folder, plan)
    }
  }

  @Test func thereIsNoReportBeforeTheEnd() throws {
    try withSweep { folder, plan in
      try DemoSweep.compute(plan.cells.dropLast(), of: plan, in: folder)
      #expect(try SweepReport.write(folder.url, studies: Demo.studies).page == nil)
    }
  }

  @Test func withoutGnuplotThePageIsThereAndItIsSaid() throws {
    try withSweep { folder, plan in
      try DemoSweep.compute(plan.cells, of: plan, in: folder)
      _ = try folder.writeIndex(studies: Demo.studies)
      let report = try SweepReport.write(folder.url, studies: Demo.studies, path: "/nowhere")
      #expect(report.warnings == ["gnuplot is not installed: the sweep's figures were not drawn"])
      let page = try DemoSweep.text(folder.report)
      for phrase in [
        "<h1>Sweep of demo</h1>", "Varied: 2 values of factor, 3 values of steps, 3 values of seed.",
        "index.csv</a> · 18 rows, the first 8 shown", "<code>label</code>",
      ] {
        #expect(page.contains(phrase))
      }
      // What was varied is no parameter of the sweep.
      #expect(!page.contains("<code>steps</code>"))
    }
  }

  /// Killed between index.csv and the report: the next sweep finds the index as it must be, and the report old.
  @Test func aReportOfOtherCellsIsMadeAgain() throws {
    try withSweep { folder, plan in
      func write() throws {
        _ = try SweepReport.write(folder.url, studies: Demo.studies, onlyIfStale: true, path: "/nowhere")
      }
      try DemoSweep.compute(plan.cells, of: plan, in: folder)
      _ = try folder.writeIndex(studies: Demo.studies)
      try write()
      #expect(try DemoSweep.text(folder.report).contains("18 cells"))
      let more = try DemoSweep.plan("factor=0.7", "steps=1", seeds: 0...0)
      try DemoSweep.compute(more.cells, of: more, in: folder)
      _ = try folder.writeIndex(studies: Demo.studies)
      try write()
      #expect(try DemoSweep.text(folder.report).contains("19 cells"))
      // One of these very cells stays.
      let page = try DemoSweep.text(folder.report) + "<!-- mine -->"
      try OutputFile.write(page, to: folder.report.path)
      try write()
      #expect(try DemoSweep.text(folder.report) == page)
      // Failures stand in the page too.
      try folder.prepare(try DemoSweep.plan("factor=0.8"))
      let failed = try DemoSweep.plan("factor=0.8").cells[0]
      try folder.cell(failed.address).record(
        CellFailure(digest: failed.experiment.digest, exitCode: 1, lastLines: ["disk full"]))
      try write()
      #expect(try DemoSweep.text(folder.report).contains("1 of 20 cells failed"))
    }
  }

  @Test func failuresStandInIt() throws {
    try withSweep { folder, plan in
      try DemoSweep.compute(plan.cells.dropLast(), of: plan, in: folder)
      let last = try #require(plan.cells.last)
      try folder.cell(last.address).record(
        CellFailure(digest: last.experiment.digest, exitCode: 1, lastLines: ["disk full"]))
      _ = try SweepReport.write(folder.url, studies: Demo.studies, path: "/nowhere")
      #expect(
        try DemoSweep.text(folder.report).contains(
          "1 of 18 cells failed; \(last.address): exit code 1: disk full"))
    }
  }

  @Test func anInterruptionEndsTheDrawing() throws {
    try withSweep { folder, plan in
      try DemoSweep.compute(plan.cells, of: plan, in: folder)
      let tools = folder.url.deletingLastPathComponent()
      try DemoSweep.program("exec sleep 20", in: tools, name: "gnuplot")
      let start = Date()
      #expect(throws: Interruption(signal: SIGINT)) {
        try SweepReport.write(folder.url, studies: Demo.studies, path: tools.path) {
          Date().timeIntervalSince(start) > 0.2 ? Interruption(signal: SIGINT) : nil
        }
      }
      #expect(try Scratch.names(in: folder.url) == [".lock", "cells", "sweep.json"])
    }
  }

  @Test func metricsThatAreNotThereAreRefused() throws {
    try withSweep { folder, plan in
      try DemoSweep.compute(plan.cells, of: plan, in: folder)
      #expect(throws: SweepError.unknownMetric("final.valeu", suggestion: " (did you mean 'final.value'?)")) {
        try SweepReport.write(folder.url, studies: Demo.studies, metrics: ["final.valeu"], path: "/nowhere")
      }
    }
  }

  /// Median and band of the figure beside those of numbers worked out by hand.
  @Test func theFigureHasTheMedianAgainstEachParameter() throws {
    try withSweep { folder, plan in
      try DemoSweep.compute(plan.cells, of: plan, in: folder)
      let index = try SweepIndex(SweepSurvey(folder, studies: Demo.studies))
      let figure = try #require(SweepFigure("final.value", index))
      #expect(figure.name == "figure-final-value")
      // Two panels; in the first one a line for each number of steps, with two points.
      #expect(figure.script.contains("$panel0 << EOD\n0.1,\(0.1 * 0.1),\(0.1 * 0.1),\(0.1 * 0.1)\n0.3,"))
      #expect(
        figure.script.contains("set key title 'steps'") && figure.script.contains("set key title 'factor'"))
      #expect(figure.script.contains("set logscale y"))
      #expect(SweepFigure("undefined", index) == nil)
    }
  }

  @Test(.enabled(if: Gnuplot.find() != nil)) func withGnuplotTheFigureIsInThePage() throws {
    try withSweep { folder, plan in
      try DemoSweep.compute(plan.cells, of: plan, in: folder)
      let report = try SweepReport.write(folder.url, studies: Demo.studies)
      #expect(report.warnings == [])
      #expect(try DemoSweep.text(folder.report).contains("<svg"))
      let names = try Scratch.names(in: folder.url).filter {
        $0.hasPrefix("figure") || $0.hasPrefix(".report")
      }
      #expect(names == ["figure-final-value.gp", "figure-final-value.png", "figure-final-value.svg"])
    }
  }
}
