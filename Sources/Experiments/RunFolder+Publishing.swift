internal import Foundation
internal import Reporting

extension RunFolder {
  /// Writes the marker and gives the folder its name; a run of ours that stood there goes, foreign files stay.
  ///
  /// Other processes may do the same at the same moment: the last one's run stands there in the end, as if they had
  /// come one after the other.
  ///
  /// - Parameter replacing: Whether what came to stand there meanwhile may be replaced; the same run always may.
  /// - Throws: `FileError`, `FileError.exists` among them.
  func publish(digest: String, replacing: Bool) throws(FileError) {
    var attempts = 0
    while true {
      let state = Self.state(of: destination, digest: digest)
      guard replacing || state == .absent || state == .finished else {
        throw FileError.exists(path: destination.relativePath)
      }
      if attempts == 0 { try OutputFile.write(digest + "\n", to: path(Self.marker)) }
      attempts += 1
      do {
        return try place(over: state)
      } catch {
        // It may be that what stands there has changed since it was looked at.
        let code = (error as NSError).code
        let canChange = code == ENOTEMPTY || code == EEXIST || code == ENOENT
        guard state != .foreign, canChange, attempts < 100 else {
          throw FileError(writing: destination.relativePath, error)
        }
        Thread.sleep(forTimeInterval: 0.001)
      }
    }
  }

  /// Puts back what a process that was killed while it replaced a run had moved out of its place; for everyone who
  /// is about to write there.
  ///
  /// - Parameter ofAnyHost: Also what processes of other machines have left; for who holds a lock that everyone takes who
  ///   writes there.
  static func recover(_ destination: URL, ofAnyHost: Bool = false) {
    // A process of this one's number may have been killed before the machine was started anew.
    let own = RunFolder(destination: destination).old
    for old in remains(of: destination, ".partial.old", ofAnyHost: ofAnyHost) + [own] {
      settle(old, in: destination)
    }
  }

  /// Refuses to put a run among the files of a sweep, or of the folder somebody works in and those above it, however
  /// much it is wished.
  static func requireNoHome(_ folder: URL) throws(FileError) {
    func words(_ url: URL) -> [String] { url.standardizedFileURL.resolvingSymlinksInPath().pathComponents }
    let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    let reason: String? =
      if words(here).starts(with: words(folder)) {
        "it is the working folder, or that is within it"
      } else if SweepFolder.isSweep(folder) { "it holds a sweep" } else { nil }
    if let reason { throw .unwritable(path: folder.relativePath, reason: reason) }
  }

  /// Where what stands at the run's place is while it is replaced.
  private var old: URL { temporary.appendingPathExtension("old") }

  private func place(over state: State) throws {
    let files = FileManager.default
    switch state {
    case .absent:
      for name in Self.systemFiles { unsafe unlink(destination.appendingPathComponent(name).path) }
      // rename(2) replaces an empty folder, Foundation would not.
      try Self.move(temporary, to: destination)
    case .finished, .otherRun:
      try Self.move(destination, to: old)
      // If that fails what was there goes back, or on to what another process has put there.
      defer { Self.settle(old, in: destination) }
      try Self.move(temporary, to: destination)
    case .foreign:
      let names = try files.contentsOfDirectory(atPath: temporary.path).filter { $0 != Self.marker }
      for name in names + [Self.marker] {
        try Self.move(temporary.appendingPathComponent(name), to: destination.appendingPathComponent(name))
      }
      try? files.removeItem(at: temporary)
    }
  }

  /// Ends a replacement: `old` goes back to where it was if nothing stands there, and else gives what is not the
  /// run's own to the run that does, under another name where that has a file of that name.
  ///
  /// Where that cannot be, it stays and is tried again by the next run.
  private static func settle(_ old: URL, in destination: URL) {
    let files = FileManager.default
    // Others may take away or put there what was seen a moment before.
    for attempt in 0..<20 where files.fileExists(atPath: old.path) {
      if attempt > 0 { Thread.sleep(forTimeInterval: 0.001) }
      if (try? move(old, to: destination)) != nil { return }
      guard files.fileExists(atPath: destination.appendingPathComponent(marker).path) else { continue }
      guard let names = foreignNames(in: old) else { continue }
      let isSafe = names.allSatisfy { name in
        let file = old.appendingPathComponent(name)
        guard let place = place(for: file, in: destination) else { return true }
        return (try? move(file, to: place)) != nil
      }
      if isSafe { try? files.removeItem(at: old) }
    }
  }

  /// Where a file goes that is not the run's: nothing is put over anything. nil if the like is there already.
  private static func place(for file: URL, in folder: URL) -> URL? {
    let files = FileManager.default
    let name = file.lastPathComponent
    let same = folder.appendingPathComponent(name)
    // Links that lead nowhere are something too.
    func exists(_ place: URL) -> Bool { (try? files.attributesOfItem(atPath: place.path)) != nil }
    guard exists(same) else { return same }
    // A run has scripts of these names, which its provenance does not list.
    let isScript = name == "figure.gp" || name.hasPrefix("figure-") && name.hasSuffix(".gp")
    if isScript || files.contentsEqual(atPath: file.path, andPath: same.path) { return nil }
    var number = 1
    while true {
      let place = folder.appendingPathComponent(name + (number == 1 ? ".old" : ".old-\(number)"))
      if !exists(place) { return place }
      if files.contentsEqual(atPath: file.path, andPath: place.path) { return nil }
      number += 1
    }
  }

  private static func move(_ from: URL, to place: URL) throws {
    guard unsafe rename(from.path, place.path) == 0 else {
      throw NSError(domain: NSPOSIXErrorDomain, code: Int(errno))
    }
  }

  /// What stands in a run's folder that the run did not write, by what its provenance says it wrote; nil if the folder
  /// cannot be read.
  private static func foreignNames(in folder: URL) -> [String]? {
    let own = systemFiles.union([
      "spec.json", "provenance.json", "summary.json", "report.html", "style.gp", marker,
    ])
    let provenance = try? TextFile.readJSON(folder.appendingPathComponent("provenance.json"))
    let outputs = provenance?["outputs"]?.members?.map(\.key) ?? []
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return names?.filter { !own.contains($0) && !outputs.contains($0) }
  }
}
