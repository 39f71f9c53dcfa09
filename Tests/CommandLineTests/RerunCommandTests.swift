import ExperimentSupport
import Foundation
import Reporting
import Testing

@Suite struct RerunCommandTests {
  /// A finished run of the demo.
  private func withRun(_ body: (_ run: URL, _ rerun: (String...) -> Program.Result) throws -> Void) throws {
    try Scratch.folder { scratch in
      let root = scratch.appendingPathComponent("Experiments")
      try Demo.write(into: root)
      let run = scratch.appendingPathComponent("run")
      let result = Program.run(
        "run", "demo", "--quick", "--set", "factor=0.3", "--out", run.path, experiments: root)
      #expect(result.code == 0)
      try body(run) { Program.run(["rerun", run.path] + $0, experiments: root) }
      #expect(try Scratch.names(in: scratch) == ["Experiments", "run"])
    }
  }

  private func edit(_ run: URL, _ name: String, _ from: String, _ to: String) throws {
    let file = run.appendingPathComponent(name)
    let text = try String(contentsOf: file, encoding: .utf8)
    let edited = text.replacing(from, with: to)
    #expect(edited != text)
    try OutputFile.write(edited, to: file.path)
  }

  @Test func theSameToTheByte() throws {
    try withRun { run, rerun in
      let before = try Scratch.names(in: run)
      #expect(
        rerun()
          == Program.Result(
            code: 0, output: "powers.csv: identical\nsummary.json: identical\nthe same to the byte\n",
            errors: ""))
      #expect(try JSON5.parse(rerun("--json").output).value["identical"] == true)
      #expect(try Scratch.names(in: run) == before)
    }
  }

  /// With the same program no tolerance excuses a changed digit; with another one it does.
  @Test func aChangedDigitIsFoundAndNamed() throws {
    try withRun { run, rerun in
      try edit(run, "powers.csv", "demo,0,1,0.3\n", "demo,0,1,0.30000000003\n")
      let result = rerun("--tolerance", "1")
      #expect(result.code == 5)
      #expect(
        result.output.hasPrefix(
          "powers.csv: 1 of 24 cells differ, most of all row 3, value: 0.30000000003 then, 0.3 now, "
            + "relative difference 1e-10\n"))
      #expect(result.output.hasSuffix("NOT the same\n"))

      try edit(run, "provenance.json", "\"processor\": \"", "\"processor\": \"not ")
      #expect(rerun().code == 0)
      #expect(rerun().output.hasSuffix("the same within a relative 1e-06\n"))
      #expect(rerun("--tolerance", "1e-11").code == 5)
    }
  }

  @Test func aMetricOrATableThatIsAnother() throws {
    try withRun { run, rerun in
      try edit(run, "summary.json", "\"undefined\"", "\"defined\"")
      #expect(rerun().code == 5)
      try FileManager.default.removeItem(at: run.appendingPathComponent("powers.csv"))
      #expect(rerun().output.contains("powers.csv: written by one of the two runs only\n"))
    }
  }

  @Test func tablesOfOthersAreNotCompared() throws {
    try withRun { run, rerun in
      try OutputFile.write("mine\n", to: run.appendingPathComponent("mine.csv").path)
      #expect(rerun().code == 0)
      #expect(!rerun().output.contains("mine.csv"))
    }
  }

  @Test func whatWasEditedIsSaid() throws {
    try withRun { run, rerun in
      try edit(run, "spec.json", "\"factor\": 0.3", "\"factor\": 0.4")
      let result = rerun()
      #expect(result.code == 5 && result.output.contains("\nspec.json was edited since the run\n"))
      try edit(run, "spec.json", "\"factor\": 0.4", "\"factor\":  0.3")
      #expect(
        rerun()
          == Program.Result(
            code: 0,
            output: "powers.csv: identical\nsummary.json: identical\nspec.json was edited since the run\n"
              + "the same to the byte\n", errors: ""))
      #expect(try JSON5.parse(rerun("--json").output).value["edited"] == ["spec.json"])
    }
  }

  /// It is not waited for what it would say.
  @Test func aPipeIsNoTableOfARun() throws {
    try withRun { run, rerun in
      let table = run.appendingPathComponent("powers.csv")
      let text = try String(contentsOf: table, encoding: .utf8)
      try FileManager.default.removeItem(at: table)
      try Scratch.pipe(at: table, writing: text) {
        let result = rerun()
        #expect(result.code == 5)
        #expect(result.output.contains("powers.csv: written by one of the two runs only\n"))
        #expect(result.output.contains("powers.csv was edited since the run\n"))
      }
    }
  }

  @Test func whatIsNoRun() throws {
    try withRun { run, rerun in
      #expect(rerun("--tolerance", "-1").code == 2)
      try FileManager.default.removeItem(at: run.appendingPathComponent("summary.json"))
      let result = rerun()
      #expect(result.code == 2)
      #expect(result.errors.hasSuffix("run is no finished run: it has no summary.json\n"))
      try OutputFile.write("{\"instrument\": \"train\"}", to: run.appendingPathComponent("spec.json").path)
      #expect(rerun().errors.contains("written by softmaxlab train"))
    }
  }
}
