import Foundation
import Reporting
import Testing

@Suite struct GnuplotTests {
  static let isInstalled = Gnuplot.find() != nil

  private func draw(
    _ scripts: [String: String], path: String? = ProcessInfo.processInfo.environment["PATH"],
    timeout: Double = 60,
    shouldStop: () -> Bool = { false }, check: (URL) throws -> Void = { _ in }
  ) throws -> Gnuplot.Outcome {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("softmaxlab-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let style = FigureStyle.script(slug: "it's", digest: "0123", commit: "abc", seeds: "0, 1")
    try OutputFile.write(style, to: folder.appendingPathComponent("style.gp").path)
    for (name, text) in scripts { try OutputFile.write(text, to: folder.appendingPathComponent(name).path) }
    let outcome = Gnuplot.draw(
      scripts.keys.sorted(), in: folder, path: path, timeout: timeout, shouldStop: shouldStop)
    try check(folder)
    return outcome
  }

  @Test(.enabled(if: isInstalled)) func bothFormatsOfEveryScript() throws {
    let text = "load 'style.gp'\nplot x title 'a_b'\n"
    let outcome = try draw(
      ["figure.gp": text, "figure-two.gp": text],
      check: { folder in
        for name in ["figure", "figure-two"] {
          let svg = try String(contentsOf: folder.appendingPathComponent(name + ".svg"), encoding: .utf8)
          #expect(svg.contains("</svg>"))
          #expect(svg.contains("it's · 0123 · abc · seeds 0, 1"))
          let png = try Data(contentsOf: folder.appendingPathComponent(name + ".png"))
          #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        }
      })
    #expect(outcome == .drawn(["figure-two", "figure"]))
  }

  @Test(.enabled(if: isInstalled)) func gnuplotsOwnWordsAreShown() throws {
    let outcome = try draw(["figure.gp": "load 'style.gp'\n\nplot sinn(x)\n"])
    guard case .failed(let script, let message) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(script == "figure.gp")
    #expect(message.contains("line 3") && message.contains("undefined function: sinn"))
  }

  @Test(.enabled(if: isInstalled)) func aScriptWithoutTheStyleDrawsNothing() throws {
    let outcome = try draw(["figure.gp": "set terminal unknown\nplot x\n"])
    #expect(outcome == .failed(script: "figure.gp", message: "drew no figure.svg; does it load 'style.gp'?"))
  }

  @Test(.enabled(if: isInstalled)) func aScriptThatDoesNotEndIsStopped() throws {
    let outcome = try draw(["figure.gp": "while (1) { pause 0.01 }\n"], timeout: 0.2)
    #expect(outcome == .failed(script: "figure.gp", message: "gnuplot was stopped after 0 s"))
    #expect(
      try draw(["figure.gp": "while (1) { pause 0.01 }\n"], shouldStop: { true })
        == .failed(script: "figure.gp", message: "gnuplot was stopped"))
  }

  @Test func noGnuplot() throws {
    #expect(try draw(["figure.gp": "plot x"], path: "/nowhere") == .notInstalled)
    #expect(try draw(["figure.gp": "plot x"], path: nil) == .notInstalled)
  }
}
