import ExperimentSupport
import Foundation
import Reporting
import Testing

@Suite struct ReportCommandTests {
  @Test func everyFinishedRunHasItsLink() throws {
    try Scratch.folder { scratch in
      let root = scratch.appendingPathComponent("Experiments")
      try Demo.write(into: root)
      try FileManager.default.removeItem(at: root.appendingPathComponent("demo/figure.gp"))
      let results = scratch.appendingPathComponent("my results & more")
      for factor in ["0.3", "0.25"] {
        #expect(
          Program.run("run", "demo", "--set", "factor=\(factor)", experiments: root, results: results).code
            == 0)
      }
      // A run that is not finished, and what is no run at all.
      let broken = results.appendingPathComponent("demo/unfinished")
      try FileManager.default.createDirectory(at: broken, withIntermediateDirectories: true)
      try OutputFile.write("{", to: broken.appendingPathComponent("summary.json").path)

      let result = Program.run("report", "--all", experiments: root, results: results)
      #expect(result.code == 0)
      let page = try String(contentsOf: results.appendingPathComponent("index.html"), encoding: .utf8)
      #expect(
        page.contains("2 finished runs") && page.contains("2 of 2 hold") && page.contains("<h2>demo</h2>"))
      let links = page.matches(of: /href="([^"]+)"/).map { String($0.1) }
      #expect(links.count == 2 && links.allSatisfy { $0.hasPrefix("demo/") })
      for link in links {
        let file = try #require(URL(string: link, relativeTo: results.appendingPathComponent("index.html")))
        #expect(FileManager.default.fileExists(atPath: file.path))
      }

      // A run that was finished and has been damaged since.
      #expect(result.errors.isEmpty)
      for name in ["DONE", "spec.json", "provenance.json"] {
        try OutputFile.write("{}", to: broken.appendingPathComponent(name).path)
      }
      let damaged = Program.run("report", results.path, "--all")
      #expect(damaged.code == 0)
      #expect(damaged.errors.hasPrefix("softmaxlab report: left out: "))
      #expect(damaged.errors.contains("/demo/unfinished/summary.json: line 1"))
      #expect(damaged.errors.split(separator: "\n").count == 1)
      #expect(try String(contentsOf: results.appendingPathComponent("index.html"), encoding: .utf8) == page)

      // It is written anew, but nobody's own page is lost.
      #expect(Program.run("report", results.path, "--all").code == 0)
      let own = scratch.appendingPathComponent("own.html")
      try OutputFile.write("mine", to: own.path)
      #expect(Program.run("report", results.path, "--all", "--out", own.path).code == 2)
      #expect(try String(contentsOf: own, encoding: .utf8) == "mine")

      let elsewhere = scratch.appendingPathComponent("elsewhere.html")
      #expect(Program.run("report", results.path, "--all", "--out", elsewhere.path).code == 0)
      let other = try String(contentsOf: elsewhere, encoding: .utf8)
      #expect(other.contains("href=\"my%20results%20&amp;%20more/demo/"))
    }
  }

  @Test func whereThereIsNothing() throws {
    try Scratch.folder { scratch in
      #expect(Program.run("report", scratch.path, "--all").code == 0)
      let page = try String(contentsOf: scratch.appendingPathComponent("index.html"), encoding: .utf8)
      #expect(page.contains("No run is finished here yet."))
      let result = Program.run("report", scratch.appendingPathComponent("none").path, "--all")
      #expect(result.code == 2 && result.errors.contains("cannot read"))
      #expect(Program.run("report", scratch.path).errors.contains("missing option --all"))
    }
  }
}
