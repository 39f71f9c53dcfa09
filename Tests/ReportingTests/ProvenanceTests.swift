import Foundation
import Reporting
import Testing

@Suite struct ProvenanceTests {
  @Test func saysWhatIsKnownAtTheStart() throws {
    let provenance = Provenance(
      version: "1.2.3", command: ["softmaxlab", "run"], seeds: [1, 2], checkout: nil)
    #expect(provenance.commit == nil)
    #expect(provenance.shortCommit == "")
    #expect(provenance.end == nil)
    #expect(provenance.openBLAS.hasPrefix("OpenBLAS"))
    #expect(!provenance.processor.isEmpty)
    #expect(provenance.compiler.hasPrefix("Swift 6"))
    #expect(provenance.threads >= 1)
  }

  @Test func theEndIsFilledIn() throws {
    var provenance = Provenance(version: "1", command: [], seeds: [], checkout: nil)
    provenance.finish(
      startUptime: ProcessInfo.processInfo.systemUptime - 2, outputs: ["curves.csv": "00ff"])
    let seconds = try #require(provenance.wallSeconds)
    #expect(seconds >= 2)
    #expect(try #require(provenance.processPeakResidentBytes) > 1 << 20)
    #expect(provenance.rows.contains { $0 == ("SHA-256 of curves.csv", "00ff") })
  }

  /// What the process spent before does not count.
  @Test func processorTimeIsTheRuns() throws {
    let before = Machine.usage.cpuSeconds
    var provenance = Provenance(version: "1", command: [], seeds: [], checkout: nil)
    provenance.finish(startUptime: 0, outputs: [:])
    let spent = Machine.usage.cpuSeconds - before
    #expect(before > 0)
    #expect((0...spent).contains(try #require(provenance.cpuSeconds)))
  }

  @Test func survivesItsFile() throws {
    let provenance = Provenance(
      version: "1", command: ["a b", "it's"], seeds: [.unsigned(.max)], checkout: nil)
    let json = try JSONValue(encoding: provenance)
    let read = try json.decode(Provenance.self)
    #expect(try JSONValue(encoding: read).serialized() == json.serialized())
    #expect(provenance.rows.contains { $0 == ("Command", "'a b' 'it'\\''s'") })
  }

  @Test func theCommitOfACheckout() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("softmaxlab-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Not inside any checkout: nothing is known, and nothing fails.
    #expect(Provenance(version: "1", command: [], seeds: [], checkout: folder).commit == nil)
    func git(_ arguments: String...) throws {
      // Whatever a user has set up, and whatever a hook of git that runs the tests has set.
      let alone = [
        "-u", "GIT_DIR", "-u", "GIT_WORK_TREE", "-u", "GIT_INDEX_FILE", "GIT_CONFIG_GLOBAL=/dev/null",
      ]
      let words = alone + ["git", "-c", "user.name=a", "-c", "user.email=a@b.c"] + arguments
      #expect(Subprocess.run("/usr/bin/env", words, in: folder.path, timeout: 60)?.status == 0)
    }
    try git("init", "-q")
    try git("commit", "-q", "--allow-empty", "-m", "first")
    let clean = Provenance(version: "1", command: [], seeds: [], checkout: folder)
    #expect(clean.commit?.count == 40)
    #expect(clean.dirty == false)
    try OutputFile.write("x", to: folder.appendingPathComponent("new").path)
    let dirty = Provenance(version: "1", command: [], seeds: [], checkout: folder)
    #expect(dirty.dirty == true)
    #expect(dirty.shortCommit == "\(clean.shortCommit)+")
  }
}
