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

  /// The user's own file of a name that the run has a file of by now: both stay, as often as that happens.
  @Test func aFileOfTheSameNameIsKeptBesideIt() throws {
    try with { runs, run in
      try make(run, Self.run("after").merging(["notes.txt": "new", "figure.gp": "after"]) { $1 })
      for text in ["mine", "mine too", "mine"] {
        try make(
          runs.appendingPathComponent(Self.old),
          Self.run("before").merging(["notes.txt": text, "figure.gp": "before"]) { $1 })
        RunFolder.recover(run)
        #expect(try Scratch.names(in: runs) == ["run"])
      }
      #expect(text(run, "notes.txt") == "new" && text(run, "figure.gp") == "after")
      #expect(text(run, "notes.txt.old") == "mine" && text(run, "notes.txt.old-2") == "mine too")
      #expect(try Scratch.names(in: run).count { $0.contains("old") } == 2)
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

  /// Who holds a lock that all take who write there knows that nobody does.
  @Test func whatAnotherMachineLeftComesBackWhenAskedFor() throws {
    try with { runs, run in
      let old = ".run.elsewhere.\(Self.gone).partial.old"
      try make(runs.appendingPathComponent(old), Self.run("before"))
      RunFolder.recover(run)
      #expect(try Scratch.names(in: runs) == [old])
      RunFolder.recover(run, ofAnyHost: true)
      #expect(try Scratch.names(in: runs) == ["run"])
      #expect(text(run, "a.csv") == "before")
    }
  }

  /// What cannot be a moment of a replacement is not looked at again.
  @Test func whatIsCertainIsSaidAtOnce() throws {
    try with { runs, run in
      #expect(RunFolder.look(at: run, digest: "a") == .absent)
      try OutputFile.write("mine", to: run.path)
      #expect(RunFolder.look(at: run, digest: "a") == .foreign)
      try FileManager.default.removeItem(at: run)
      let marker = run.appendingPathComponent(RunFolder.marker)
      try make(marker, [:])
      #expect(RunFolder.look(at: run, digest: "a") == .foreign)
      try FileManager.default.removeItem(at: marker)
      #expect(unsafe mkfifo(marker.path, 0o600) == 0)
      try make(run, ["spec.json": "{}", "provenance.json": "{}"])
      #expect(RunFolder.look(at: run, digest: "a") == .otherRun)
      try FileManager.default.removeItem(at: marker)
      try make(run, Self.run("a"))
      #expect(RunFolder.look(at: run, digest: "a") == .finished)
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

  /// Not even by force among the files of a sweep, or where somebody works.
  @Test func someFoldersAreNoPlaceForARun() throws {
    let here = FileManager.default.currentDirectoryPath
    for path in ["/", ".", "..", here, here + "/../" + URL(fileURLWithPath: here).lastPathComponent] {
      #expect(throws: FileError.self, "\(path)") { try RunFolder.requireNoHome(URL(fileURLWithPath: path)) }
    }
    try with { runs, run in
      try RunFolder.requireNoHome(run)
      try make(run, ["sweep.json": "{}"])
      #expect(throws: FileError.unwritable(path: run.relativePath, reason: "it holds a sweep")) {
        try RunFolder.requireNoHome(run)
      }
    }
  }
}
