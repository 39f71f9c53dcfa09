import ExperimentSupport
import Foundation
import Reporting
import Testing

@testable import Experiments

@Suite struct RunIndexTests {
  private func links(_ page: String) -> [String] { page.matches(of: /href="([^"]+)"/).map { String($0.1) } }

  /// A sweep's cells stand in its own report.
  @Test func aSweepIsOneLine() throws {
    try Scratch.folder { results in
      let folder = SweepFolder(url: results.appendingPathComponent("demo/ratios"))
      let plan = try DemoSweep.plan("steps=1,2,3")
      try DemoSweep.compute(plan.cells.dropLast(), of: plan, in: folder)
      func page() throws -> String { try RunIndex(results).html(in: results) }
      #expect(links(try page()) == [])
      try OutputFile.write("", to: folder.index.path)
      #expect(try page().contains("0 of 3 finished"))
      _ = try folder.writeIndex(studies: Demo.studies)
      #expect(links(try page()) == ["demo/ratios/index.csv"])
      try DemoSweep.compute(plan.cells, of: plan, in: folder)
      _ = try folder.writeIndex(studies: Demo.studies)
      _ = try SweepReport.write(folder.url, studies: Demo.studies, path: "/nowhere")
      let whole = try page()
      #expect(links(whole) == ["demo/ratios/report.html"])
      for phrase in [
        "0 finished runs, 1 sweep under", "<h2>demo</h2>", "ratios</a>", "steps", "3 of 3 finished",
      ] {
        #expect(whole.contains(phrase))
      }
      // A sweep's own folder as the place to look under, and a folder of that name that is of no sweep.
      #expect(links(try RunIndex(folder.url).html(in: folder.url)) == ["./report.html"])
      let specification = folder.url.appendingPathComponent("sweep.json")
      #expect(try RunIndex(results).remarks == [])
      try OutputFile.write("{", to: specification.path)
      let damaged = try RunIndex(results)
      #expect(damaged.sweeps.isEmpty && damaged.remarks.count == 1)
      #expect(damaged.remarks.first?.contains("demo/ratios/sweep.json: line 1") == true)
      try FileManager.default.removeItem(at: specification)
      #expect(try RunIndex(results).entries.count == 3)
    }
  }

  /// A finished run without a summary that can be read is left out, and that is said in a line.
  @Test func aDamagedRunIsSaid() throws {
    try Scratch.folder { results in
      var options = Runner.Options()
      options.path = "/nowhere"
      func run(_ name: String) throws -> URL {
        options.out = results.appendingPathComponent(name)
        return try Runner.run(try Demo.resolve(), options).folder.appendingPathComponent("summary.json")
      }
      func remarks() throws -> [String] {
        let index = try RunIndex(results)
        #expect(index.entries.map(\.folder.lastPathComponent) == ["whole"])
        return index.remarks
      }
      _ = try run("whole")
      let summary = try run("damaged")
      let text = try String(contentsOf: summary, encoding: .utf8)
      for (damage, reason) in [("{", ": line 1"), ("{}", ": the key 'experiment' is missing")] {
        try OutputFile.write(damage, to: summary.path)
        #expect(try remarks().count == 1)
        #expect(try remarks().first?.contains("/damaged/summary.json\(reason)") == true)
      }
      try FileManager.default.removeItem(at: summary)
      let place = "left out: cannot read \(results.standardizedFileURL.path)/damaged/summary.json: "
      #expect(try remarks() == [place + "no such file or directory"])
      try Scratch.pipe(at: summary, writing: text) {
        let remarks = try remarks()
        #expect(remarks == [place + "it is no regular file"])
      }
    }
  }

  /// What an instrument leaves is no experiment's, and a file of that name may be anybody's.
  @Test func whatIsNoRunIsNotSaid() throws {
    try Scratch.folder { results in
      for (name, summary) in [("train", "{\"instrument\": \"train\"}"), ("mine", nil)] {
        let folder = results.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try OutputFile.write("yes\n", to: folder.appendingPathComponent("DONE").path)
        guard let summary else { continue }
        for (name, text) in ["summary.json": summary, "spec.json": "{}", "provenance.json": "{}"] {
          try OutputFile.write(text, to: folder.appendingPathComponent(name).path)
        }
      }
      try OutputFile.write("{answer: 42}", to: results.appendingPathComponent("mine/summary.json").path)
      let index = try RunIndex(results)
      #expect(index.entries.isEmpty && index.remarks == [])
    }
  }

  @Test func noLinkIsDead() throws {
    try Scratch.folder { results in
      var options = Runner.Options()
      options.results = results
      options.path = "/nowhere"
      let run = try Runner.run(try Demo.resolve(), options).folder
      try OutputFile.write("", to: run.appendingPathComponent("figure.png").path)
      #expect(links(try RunIndex(results).html(in: results)).count == 2)
      try FileManager.default.removeItem(at: run.appendingPathComponent("report.html"))
      let page = try RunIndex(results).html(in: results)
      #expect(links(page) == [])
      #expect(page.contains(run.lastPathComponent) && page.contains("figure.png"))
    }
  }
}
