internal import Foundation

extension Provenance {
  /// The provenance as rows of a report.
  public var rows: [(String, String)] {
    var rows = [("Program", "softmaxlab \(version)")]
    if let commit { rows.append(("Commit", commit + (dirty == true ? ", with uncommitted changes" : ""))) }
    rows += [
      ("Command", command.map(Shell.quoted).joined(separator: " ")), ("Compiler", compiler),
      ("OpenBLAS", "\(openBLAS), core \(openBLASCore)"), ("Machine", "\(processor), \(system)"),
      ("Threads", "\(threads)"),
      ("Seeds", seeds.map { $0.serialized(indented: false) }.joined(separator: ", ")),
      ("Start", Self.utc(start)),
    ]
    if let end { rows.append(("End", Self.utc(end))) }
    if let wallSeconds, let cpuSeconds {
      let (wall, cpu) = (Self.rounded(wallSeconds), Self.rounded(cpuSeconds))
      rows.append(("Time", "\(wall) s elapsed, \(cpu) s of processor time"))
    }
    if let bytes = processPeakResidentBytes {
      rows.append(("Peak memory of the process", "\(bytes >> 20) MiB"))
    }
    for (name, hash) in (outputs ?? [:]).sorted(by: { $0.key < $1.key }) {
      rows.append(("SHA-256 of \(name)", hash))
    }
    return rows
  }

  private static func utc(_ date: Date) -> String { date.formatted(.iso8601) }

  private static func rounded(_ seconds: Double) -> Double { (seconds * 100).rounded() / 100 }
}
