import Foundation
import Reporting
import Testing

/// The README must stay true: its library example is a program of this package, and it runs.
@Suite struct ReadmeTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The blocks fenced as `language`, in order.
  private static func blocks(of language: String, in text: String) -> [String] {
    text.components(separatedBy: "```\(language)\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
  }

  @Test func exampleIsTheProgramThatIsBuilt() throws {
    let readme = try String(contentsOf: Self.root.appendingPathComponent("README.md"), encoding: .utf8)
    let program = try String(
      contentsOf: Self.root.appendingPathComponent("Tests/ReadmeExample/main.swift"), encoding: .utf8)
    #expect(Self.blocks(of: "swift", in: readme).contains(program))
    let lines = program.split(separator: "\n").filter { !$0.hasPrefix("//") }
    #expect(lines.count <= 20)
  }

  @Test func exampleRuns() throws {
    // The test bundle and the program stand in one folder.
    let folder = Bundle.allBundles.map(\.bundleURL.path) + [ProcessInfo.processInfo.arguments[0]]
    let candidates = folder.map {
      URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("ReadmeExample")
    }
    let program = try #require(candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) })
    let result = try #require(Subprocess.run(program.path, [], in: "/", timeout: 300))
    #expect(result.status == 0)
    let words = result.output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(words.map(\.first) == ["gradient-descent", "adam", "condition"])
    // What the example is there to show: Adam is ahead.
    let losses = words.prefix(2).compactMap { $0.last.flatMap { Double($0) } }
    #expect(losses.count == 2 && losses[1] < losses[0])
  }
}
