internal import Foundation

/// Runs other programs: git for provenance, gnuplot for figures, NumPy for comparison.
package enum Subprocess {
  package struct Result {
    /// The exit status; nil if the program was killed.
    package var status: Int32?
    package var output: String
    package var errors: String
    var timedOut = false
  }

  /// The program's path: the first executable of that name in PATH.
  package static func find(_ name: String, path: String?) -> String? {
    (path ?? "").split(separator: ":").map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  /// Runs a program to its end, or until the timeout or `shouldStop` has it killed.
  ///
  /// - Returns: nil if it could not be started.
  package static func run(
    _ program: String, _ arguments: [String], in folder: String, timeout: Double,
    shouldStop: () -> Bool = { false }
  ) -> Result? {
    // Files rather than pipes: nothing can block on a full one.
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
      "softmaxlab-\(UUID().uuidString)")
    let (output, errors) = (scratch.path + ".out", scratch.path + ".err")
    defer { for path in [output, errors] { try? FileManager.default.removeItem(atPath: path) } }
    for path in [output, errors] {
      guard FileManager.default.createFile(atPath: path, contents: nil) else { return nil }
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    guard (try? process.run()) != nil else { return nil }
    let deadline = ProcessInfo.processInfo.systemUptime + timeout
    var killed = false
    var pause = 0.001
    while process.isRunning {
      Thread.sleep(forTimeInterval: pause)
      pause = min(pause * 1.5, 0.05)
      guard !killed, ProcessInfo.processInfo.systemUptime > deadline || shouldStop() else { continue }
      kill(process.processIdentifier, SIGKILL)
      killed = true
    }
    func text(_ path: String) -> String {
      String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
    return Result(
      status: killed ? nil : process.terminationStatus, output: text(output), errors: text(errors),
      timedOut: killed && !shouldStop())
  }
}
