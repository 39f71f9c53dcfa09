import ExperimentSupport
import Foundation
import Reporting
import Testing

@testable import Experiments

@Suite struct RunFolderTests {
  /// No process has this number.
  private static let gone = "2147483646"

  private func with(_ body: (_ runs: URL, _ run: URL) throws -> Void) throws {
    try Scratch.folder { try body($0, $0.appendingPathComponent("run", isDirectory: true)) }
  }

  private func make(_ folder: URL, _ files: [String: String]) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files { try OutputFile.write(text, to: folder.appendingPathComponent(name).path) }
  }

  private func text(_ folder: URL, _ name: String) -> String? {
    try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  private static func run(_ digest: String) -> [String: String] {
    [
      "spec.json": "{}", "provenance.json": "{\"outputs\": {\"a.csv\": \"\"}}", "a.csv": digest,
      "DONE": digest,
    ]
  }

  private static let old = ".run.\(Machine.host).\(gone).partial.old"

  @Test func whatAKilledProcessWasReplacingComesBack() throws {
    try with { runs, run in
      try make(runs.appendingPathComponent(Self.old), Self.run("before"))
      RunFolder.recover(run)
      #expect(try Scratch.names(in: runs) == ["run"])
      #expect(RunFolder.state(of: run, digest: "before") == .finished)
    }
  }

  @Test func aReplacementThatWasAlmostDoneIsEnded() throws {
    try with { runs, run in
      try make(run, Self.run("after"))
      try make(
        runs.appendingPathComponent(Self.old),
        Self.run("before").merging(["notes.txt": "mine"]) { $1 })
      RunFolder.recover(run)
      #expect(try Scratch.names(in: runs) == ["run"])
      #expect(
        text(run, "DONE") == "after" && text(run, "a.csv") == "after" && text(run, "notes.txt") == "mine")
    }
  }

  @Test func nothingIsPutOverWhatHasComeToStandThere() throws {
    try with { runs, run in
      try make(run, ["thesis.tex": "mine"])
      try make(runs.appendingPathComponent(Self.old), Self.run("before"))
      RunFolder.recover(run)
      #expect(try Scratch.names(in: runs) == [Self.old, "run"])
      #expect(try Scratch.names(in: run) == ["thesis.tex"])
    }
  }

  /// Of a file system that machines share: the number of a process says nothing about another machine's.
  @Test func onlyRemainsOfThisMachineGo() throws {
    try with { runs, run in
      let living = "\(Machine.host).\(getppid())"
      let others = [
        ".run.elsewhere.\(Self.gone).partial", ".run.\(living).partial", ".run.2.x.\(Self.gone).partial",
      ]
      let own = [".run.\(Machine.host).\(Self.gone).partial", ".run.\(Self.gone).partial"]
      for name in others + own { try make(runs.appendingPathComponent(name), ["a.csv": "half"]) }
      var folder = RunFolder(destination: run)
      try folder.create()
      folder.discard()
      #expect(try Scratch.names(in: runs) == others.sorted())
    }
  }

  /// Whoever comes at whatever moment: all succeed, one run stands there, and the user's own file beside it.
  @Test(arguments: [false, true])
  func manyPublishAtOnce(_ isThereBefore: Bool) throws {
    for _ in 0..<20 {
      try with { runs, run in
        if isThereBefore { try make(run, Self.run("same").merging(["notes.txt": "mine"]) { $1 }) }
        let (ready, go) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let group = DispatchGroup()
        let count = 6
        for process in 0..<count {
          group.enter()
          Thread.detachNewThread {
            do {
              var folder = RunFolder(destination: run, process: "test.\(process)")
              try folder.create()
              for (name, text) in Self.run("same") where name != "DONE" {
                try OutputFile.write(text, to: folder.path(name))
              }
              ready.signal()
              go.wait()
              try folder.publish(digest: "same", replacing: isThereBefore)
            } catch { Issue.record(error) }
            group.leave()
          }
        }
        for _ in 0..<count { ready.wait() }
        for _ in 0..<count { go.signal() }
        group.wait()
        #expect(try Scratch.names(in: runs) == ["run"])
        #expect(RunFolder.state(of: run, digest: "same") == .finished)
        #expect(text(run, "a.csv") == "same" && text(run, "notes.txt") == (isThereBefore ? "mine" : nil))
      }
    }
  }
}
