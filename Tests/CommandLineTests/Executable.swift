import Foundation
import Testing

/// ``Program/executable``, run to its end as a user runs it.
enum Executable {
  /// What a command line printed and how it ended.
  struct Result {
    let code: Int32
    let output: String
    let errors: String

    /// The lines on stderr.
    var complaints: [Substring] { errors.split(separator: "\n") }
  }

  /// Runs a command line in a folder, `input` on its standard input; `whileRunning` is called with the process as soon as it has started.
  static func run(
    _ arguments: [String], in folder: URL, input: String? = nil, whileRunning: (Process) -> Void = { _ in }
  ) throws -> Result {
    // Files rather than pipes: nothing can block on a full one.
    let streams = ["output", "errors"].map {
      FileManager.default.temporaryDirectory.appendingPathComponent("softmaxlab-\($0)-\(UUID().uuidString)")
    }
    defer { for url in streams { try? FileManager.default.removeItem(at: url) } }
    let handles = try streams.map { url in
      try Data().write(to: url)
      return try FileHandle(forWritingTo: url)
    }
    let process = Process()
    let program: URL = try #require(Program.executable)
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    if let input {
      let url = streams[0].appendingPathExtension("input")
      try Data(input.utf8).write(to: url)
      process.standardInput = try FileHandle(forReadingFrom: url)
      try FileManager.default.removeItem(at: url)
    }
    (process.standardOutput, process.standardError) = (handles[0], handles[1])
    try process.run()
    whileRunning(process)
    process.waitUntilExit()
    let texts = try streams.map { try String(contentsOf: $0, encoding: .utf8) }
    return Result(code: process.terminationStatus, output: texts[0], errors: texts[1])
  }
}
