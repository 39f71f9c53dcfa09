import ExperimentSupport
import Experiments
import Foundation
import Reporting
import Testing
import softmaxlab_cli

/// Whole command lines on the demo.
@Suite struct ToolTests {
  private func withDemo(
    claims: String = Demo.claims, _ body: (_ experiments: URL, _ out: String) throws -> Void
  ) throws {
    try Scratch.folder { scratch in
      let root = scratch.appendingPathComponent("Experiments")
      try Demo.write(into: root, figure: "load 'style.gp'\nplot x\n", claims: claims)
      try body(root, scratch.appendingPathComponent("out").path)
    }
  }

  @Test(arguments: [
    (["rnu"], "softmaxlab: unknown command 'rnu' (did you mean 'run'?)\n"),
    (["xyzzy"], "softmaxlab: unknown command 'xyzzy'\n"),
    (["--versoin"], "softmaxlab: unknown option '--versoin' (did you mean '--version'?)\n"),
    (["run"], "softmaxlab run: missing argument <slug|spec.json5>\n"),
    (["run", "dmeo"], "softmaxlab run: there is no experiment 'dmeo' (did you mean 'demo'?)\n"),
    (["run", "demo", "--sed", "1"], "softmaxlab run: unknown option '--sed' (did you mean '--set'?)\n"),
    (["run", "demo", "--seed", "x"], "softmaxlab run: --seed x: expected an integer from 0 to 2^64 - 1\n"),
    (["run", "demo", "--threads", "0"], "softmaxlab run: --threads 0: expected an integer in 1...1024\n"),
    (
      ["run", "demo", "--set", "stpes=3"],
      "softmaxlab run: --set stpes=3: unknown key 'stpes' (did you mean 'steps'?)\n"
    ),
    (
      ["describe", "nowhere/spec.json5"],
      "softmaxlab describe: cannot read nowhere/spec.json5: no such file or directory\n"
    ),
    (["list", "demo"], "softmaxlab list: unexpected argument 'demo'\n"),
    (["check", "demo", "nothing"], "softmaxlab check: there is no experiment 'nothing'; there are demo\n"),
  ])
  func mistakesAreOneLineAndExitTwo(_ arguments: [String], _ text: String) throws {
    try withDemo { root, _ in
      let result = Program.run(arguments, experiments: root)
      #expect(result == Program.Result(code: 2, output: "", errors: text))
    }
  }

  @Test func withoutItsFolderAnExperimentIsRefused() {
    // Its quick version, figures and claims would silently be missing.
    for command in ["run", "check", "describe"] {
      let result = Program.run(command, "demo", "--quick")
      #expect(result.code == 2)
      #expect(result.errors.contains("no folder Experiments with this experiment"))
    }
  }

  @Test func whatUsersTypeStaysOnOneLine() {
    let result = Program.run("li\nst")
    #expect(result.code == 2)
    #expect(result.errors.hasPrefix("softmaxlab: unknown command 'li\\nst'"))
    #expect(result.errors.split(separator: "\n").count == 1)
    #expect(Program.run(String(repeating: "x", count: 100_000)).errors.count < 1100)
  }

  @Test func version() {
    let result = Program.run("--version")
    #expect(result.code == 0)
    #expect(result.output.hasPrefix("softmaxlab \(Version.number)"))
    #expect(result.output.contains("OpenBLAS"))
  }

  @Test func list() throws {
    #expect(Program.run("list").output == "demo                      Powers of a factor.\n")
    let all = Program.run("list", "--all").output
    #expect(all.contains("OPTIMIZERS:") && all.contains("\n  gradient-descent"))
    let json = try JSON5.parse(Program.run("list", "--json").output).value
    #expect(json == ["experiments": [["name": "demo", "summary": "Powers of a factor."]]])
  }

  @Test func describe() throws {
    try withDemo { root, _ in
      let result = Program.run("describe", "demo", "--set", "label=x", experiments: root)
      #expect(
        result.output == """
          demo: Powers of a factor.

          How fast do powers shrink?

          PARAMETERS:
            factor = 0.25           shrinks visibly
            label = x               names the rows
            seeds = [0,1]           two, for the band
            start.list = [1,2,3]    Nothing reads them.
            start.value = 1         the neutral one
            steps = 6               Enough to see a line on a log axis.

          CLAIMS:
            shrinks                 The last power is small. (final.value < 0.1)
            shrinks far             It is tiny. (final.value ≤ 0.0001)

          """)
      let json = try JSON5.parse(Program.run("describe", "demo", "--json", experiments: root).output).value
      #expect(json["parameters"]?["steps"] == 6)
      #expect(json["reasons"]?["factor"] == "shrinks visibly")
    }
  }

  @Test func runTwice() throws {
    try withDemo { root, out in
      let first = Program.run("run", "demo", "--out", out, experiments: root)
      #expect(first.code == 0)
      #expect(first.output.hasPrefix("holds  shrinks: final.value = 6.103515625e-05, claimed < 0.1\n"))
      #expect(first.output.hasSuffix("/report.html\n"))
      let second = Program.run("run", "demo", "--out", out, "--json", experiments: root)
      #expect(second.code == 0)
      let json = try JSON5.parse(second.output).value
      #expect(json["reused"] == true)
      #expect(json["folder"]?.text == out)
      #expect(json["metrics"]?["undefined"] == "nan")
      let other = Program.run("run", "demo", "--seed", "5", "--out", out, experiments: root)
      #expect(other.code == 2)
      #expect(other.errors == "softmaxlab run: \(out) exists; --force replaces it\n")
      #expect(Program.run("run", "demo", "--seed", "5", "--out", out, "--force", experiments: root).code == 0)
    }
  }

  @Test func aBrokenFigureIsAFault() throws {
    guard Gnuplot.find() != nil else { return }
    try Scratch.folder { scratch in
      try Demo.write(into: scratch, figure: "load 'style.gp'\nplot sinn(x)\n")
      let out = scratch.appendingPathComponent("out").path
      let result = Program.run("run", "demo", "--out", out, experiments: scratch)
      #expect(result.code == 1)
      #expect(result.errors.contains("figure.gp failed: ") && result.errors.contains("sinn"))
    }
  }
}
