import ExperimentSupport
import Experiments
import Foundation
import Reporting
import Testing

@Suite struct RunnerTests {
  private static let files = [
    "DONE", "figure.gp", "powers.csv", "provenance.json", "report.html", "spec.json", "style.gp",
    "summary.json",
  ]

  /// Runs the demo in a scratch folder of experiments, without gnuplot unless asked for.
  private func withRun(
    _ body: (_ scratch: URL, _ experiment: ResolvedExperiment, _ options: Runner.Options) throws -> Void
  ) throws {
    try Scratch.folder { scratch in
      let root = scratch.appendingPathComponent("Experiments")
      try Demo.write(into: root)
      var options = Runner.Options()
      options.out = scratch.appendingPathComponent("runs/demo")
      options.path = "/nowhere"
      try body(scratch, try Demo.resolve(in: root), options)
    }
  }

  private func text(_ folder: URL?, _ name: String) throws -> String {
    try String(contentsOf: #require(folder).appendingPathComponent(name), encoding: .utf8)
  }

  @Test func everyFileIsThere() throws {
    try withRun { scratch, experiment, options in
      let outcome = try Runner.run(experiment, options)
      #expect(!outcome.reused)
      #expect(try Scratch.names(in: outcome.folder) == Self.files)
      #expect(try Scratch.names(in: scratch.appendingPathComponent("runs")) == ["demo"])
      #expect(try text(outcome.folder, "DONE") == experiment.digest + "\n")
      #expect(
        try text(outcome.folder, "powers.csv").hasPrefix(
          "label,seed,step,value\ndemo,0,0,1.0\ndemo,1,0,1.0\n"))
      let specification = try JSON5.parse(text(outcome.folder, "spec.json")).value
      #expect(specification["study"] == "demo")
      #expect(specification["parameters"] == experiment.parameters)
      let summary = try JSON5.parse(text(outcome.folder, "summary.json")).value
      #expect(summary["metrics"]?["final.value"]?.number == 0.25 * 0.25 * 0.25 * 0.25 * 0.25 * 0.25 * 0.25)
      #expect(summary["metrics"]?["undefined"] == "nan")
      let provenance = try JSON5.parse(text(outcome.folder, "provenance.json")).value
      #expect(provenance["end"] != nil)
      let digest = SHA256.hexadecimal(try text(outcome.folder, "powers.csv"))
      #expect(provenance["outputs"]?["powers.csv"]?.text == digest)
      let report = try text(outcome.folder, "report.html")
      for phrase in [
        "<h1>Powers shrink</h1>", "How fast do powers shrink?", "All 2 claims hold.", "<em>again</em>",
        "no more &amp; no &lt;less&gt;.", "Enough to see a line on a log axis.", "powers.csv",
      ] {
        #expect(report.contains(phrase))
      }
      #expect(!report.contains("Not part of the method"))
      #expect(!report.contains("They do."))
    }
  }

  @Test func withoutGnuplotTheTablesAreThereAndItIsSaid() throws {
    try withRun { _, experiment, options in
      let outcome = try Runner.run(experiment, options)
      #expect(
        outcome.warnings == [
          "gnuplot is not installed: tables and figure.gp were written, but no figures"
        ])
      #expect(!outcome.figuresFailed)
      #expect(try text(outcome.folder, "report.html").contains("gnuplot is not installed"))
    }
  }

  @Test(.enabled(if: Gnuplot.find() != nil)) func withGnuplotTheReportHoldsTheFigure() throws {
    try withRun { _, experiment, options in
      var options = options
      options.path = ProcessInfo.processInfo.environment["PATH"]
      let outcome = try Runner.run(experiment, options)
      #expect(outcome.warnings.isEmpty)
      #expect(try Scratch.names(in: outcome.folder) == (Self.files + ["figure.png", "figure.svg"]).sorted())
      #expect(try text(outcome.folder, "report.html").contains("<svg"))
      #expect(try text(outcome.folder, "figure.svg").contains("demo · \(experiment.digest)"))
    }
  }

  @Test(.enabled(if: Gnuplot.find() != nil)) func aBrokenFigureIsAFaultButTheTablesStay() throws {
    try Scratch.folder { scratch in
      let root = scratch.appendingPathComponent("Experiments")
      try Demo.write(into: root, figure: "load 'style.gp'\nplot nothing.csv\n")
      var options = Runner.Options()
      options.out = scratch.appendingPathComponent("run")
      let outcome = try Runner.run(try Demo.resolve(in: root), options)
      #expect(outcome.figuresFailed)
      #expect(outcome.warnings.first?.hasPrefix("figure.gp failed: ") == true)
      let names = try Scratch.names(in: outcome.folder)
      #expect(names.contains("powers.csv"))
      // The numbers are all there: only the figure is to be mended.
      #expect(names.contains("DONE"))
    }
  }

  @Test func aFinishedRunIsNotRepeated() throws {
    try withRun { _, experiment, options in
      let first = try Runner.run(experiment, options)
      let provenance = try text(first.folder, "provenance.json")
      let second = try Runner.run(experiment, options)
      #expect(second.reused)
      #expect(try text(first.folder, "provenance.json") == provenance)
      #expect(second.metrics.map(\.key) == first.metrics.map(\.key))
      #expect(second.claims.map(\.holds) == [true, true])
      var forced = options
      forced.force = true
      #expect(try !Runner.run(experiment, forced).reused)
      #expect(try text(first.folder, "provenance.json") != provenance)
      #expect(try Scratch.names(in: first.folder) == Self.files)
    }
  }

  /// Nothing is computed again, but figures that had to be left out are drawn once there is a gnuplot.
  @Test(.enabled(if: Gnuplot.find() != nil)) func aFinishedRunIsGivenItsFigures() throws {
    try withRun { scratch, experiment, options in
      let folder = try Runner.run(experiment, options).folder
      try OutputFile.write("mine", to: folder.appendingPathComponent("notes.txt").path)
      let before = try text(folder, "provenance.json")
      #expect(
        try Runner.run(experiment, options).warnings == ["gnuplot is not installed: this run has no figures"])
      #expect(try text(folder, "provenance.json") == before)

      var equipped = options
      equipped.path = ProcessInfo.processInfo.environment["PATH"]
      let table = try text(folder, "powers.csv")
      let outcome = try Runner.run(experiment, equipped)
      #expect(outcome.reused && outcome.warnings.isEmpty && !outcome.figuresFailed)
      #expect(
        try Scratch.names(in: folder) == (Self.files + ["figure.png", "figure.svg", "notes.txt"]).sorted())
      #expect(try Scratch.names(in: scratch.appendingPathComponent("runs")) == ["demo"])
      #expect(try text(folder, "powers.csv") == table)
      let report = try text(folder, "report.html")
      #expect(report.contains("<svg") && !report.contains("gnuplot is not installed"))
      #expect(report.contains("All 2 claims hold.") && report.contains("SHA-256 of figure.svg"))
      let (old, new) = (try JSON5.parse(before).value, try JSON5.parse(text(folder, "provenance.json")).value)
      #expect(old["start"] == new["start"] && old["end"] == new["end"])
      #expect(new["outputs"]?["figure.svg"]?.text == SHA256.hexadecimal(try text(folder, "figure.svg")))

      let complete = try text(folder, "provenance.json")
      #expect(try Runner.run(experiment, equipped).reused)
      #expect(try text(folder, "provenance.json") == complete)
    }
  }

  @Test func anotherRunIsNotOverwritten() throws {
    try withRun { scratch, experiment, options in
      let folder = try Runner.run(experiment, options).folder
      let other = try Demo.resolve(["steps=3"], in: scratch.appendingPathComponent("Experiments"))
      let before = try text(folder, "powers.csv")
      #expect(throws: FileError.exists(path: folder.relativePath)) { try Runner.run(other, options) }
      #expect(try text(folder, "powers.csv") == before)
      var forced = options
      forced.force = true
      #expect(try !Runner.run(other, forced).reused)
      #expect(try text(folder, "powers.csv") != before)
    }
  }

  @Test func foreignFilesAreNotTouched() throws {
    try withRun { _, experiment, options in
      let folder = try #require(options.out)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try OutputFile.write("mine", to: folder.appendingPathComponent("thesis.tex").path)
      #expect(throws: FileError.exists(path: folder.relativePath)) { try Runner.run(experiment, options) }
      #expect(try Scratch.names(in: folder) == ["thesis.tex"])
      var forced = options
      forced.force = true
      _ = try Runner.run(experiment, forced)
      #expect(try Scratch.names(in: folder) == (Self.files + ["thesis.tex"]).sorted())
      #expect(try Runner.run(experiment, options).reused)
      // And again, where the folder is a run's by now.
      _ = try Runner.run(experiment, forced)
      #expect(try Scratch.names(in: folder) == (Self.files + ["thesis.tex"]).sorted())
    }
  }

  @Test func anInterruptedRunLeavesNothing() throws {
    try withRun { scratch, experiment, options in
      var options = options
      var looks = 0
      options.interruption = {
        looks += 1
        return looks > 3 ? Interruption(signal: 15) : nil
      }
      let stoppable = options
      #expect(throws: Interruption(signal: 15)) { try Runner.run(experiment, stoppable) }
      let left = try Scratch.names(in: scratch)
      #expect(left == ["Experiments"])
    }
  }

  @Test func anInterruptionSparesWhatWasThere() throws {
    try withRun { scratch, experiment, options in
      let folder = try Runner.run(experiment, options).folder
      let before = try text(folder, "provenance.json")
      var forced = options
      forced.force = true
      forced.interruption = { Interruption(signal: 2) }
      #expect(throws: Interruption(signal: 2)) { try Runner.run(experiment, forced) }
      #expect(try text(folder, "provenance.json") == before)
      #expect(try Scratch.names(in: scratch.appendingPathComponent("runs")) == ["demo"])
    }
  }

  /// An attempt to repeat a finished run that was stopped: whoever asks for the run has it, and needs no pieces.
  @Test func theCheckpointOfAFinishedRunGoes() throws {
    try withRun { scratch, experiment, options in
      _ = try Runner.run(experiment, options)
      let runs = scratch.appendingPathComponent("runs")
      func leave(_ digest: String) throws {
        let opened = try Checkpoint(runs.appendingPathComponent(".demo.checkpoint"), digest: digest)
        try #require(opened).section("a").keep(1)
      }
      try leave(experiment.digest)
      #expect(try Runner.run(experiment, options).reused)
      #expect(try Scratch.names(in: runs) == ["demo"])
      // That of another run that is to replace this one is still of use.
      try leave("another")
      #expect(try Runner.run(experiment, options).reused)
      #expect(try Scratch.names(in: runs) == [".demo.checkpoint", "demo"])
    }
  }

  /// Who was told that the same command goes on from there is not to lose it by a look at the run meanwhile.
  @Test func theCheckpointOfARepetitionStays() throws {
    try withRun { scratch, experiment, options in
      _ = try Runner.run(experiment, options)
      let runs = scratch.appendingPathComponent("runs")
      let piece = runs.appendingPathComponent(".demo.checkpoint/0123456789abcdef.json")
      var forced = options
      forced.force = true
      forced.interruption = {
        try? OutputFile.write("a piece", to: piece.path)
        return Interruption(signal: 15)
      }
      let stoppable = forced
      let error = #expect(throws: Interruption.self) { try Runner.run(experiment, stoppable) }
      #expect(error?.keptPieces == true)
      #expect(try Runner.run(experiment, options).reused)
      #expect(FileManager.default.fileExists(atPath: piece.path))
      forced.interruption = { nil }
      #expect(try !Runner.run(experiment, forced).reused)
      #expect(try Scratch.names(in: runs) == ["demo"])
    }
  }

  @Test func filesOfTheDesktopAreNobodys() throws {
    try withRun { _, experiment, options in
      let folder = try #require(options.out)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try OutputFile.write("", to: folder.appendingPathComponent(".DS_Store").path)
      #expect(try !Runner.run(experiment, options).reused)
      #expect(try Scratch.names(in: folder) == Self.files)
    }
  }

  @Test func placesThatCannotBeWritten() throws {
    try withRun { scratch, experiment, options in
      var options = options
      let file = scratch.appendingPathComponent("file")
      try OutputFile.write("x", to: file.path)
      options.out = file.appendingPathComponent("run")
      let error = #expect(throws: FileError.self) { try Runner.run(experiment, options) }
      guard case .unwritable = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      options.out = file
      #expect(throws: FileError.exists(path: file.relativePath)) { try Runner.run(experiment, options) }
      #expect(try String(contentsOf: file, encoding: .utf8) == "x")
    }
  }

  @Test func aRunCanBeRepeatedFromItsOwnSpecification() throws {
    try withRun { scratch, experiment, options in
      let folder = try Runner.run(experiment, options).folder
      let again = try Demo.resolve(
        in: scratch.appendingPathComponent("Experiments"),
        name: folder.appendingPathComponent("spec.json").path)
      #expect(again.digest == experiment.digest)
    }
  }
}
