package import Foundation

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
    // Absolute: a program is looked for here, and may be started elsewhere.
    (path ?? "").split(separator: ":").map { URL(fileURLWithPath: "\($0)/\(name)").path }.first {
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
    guard let output = temporaryFile(), let errors = temporaryFile(),
      let child = try? ChildProcess(
        program, arguments, in: folder, output: output, errors: errors)
    else { return nil }
    let deadline = ProcessInfo.processInfo.systemUptime + timeout
    var (isStopped, timedOut) = (false, false)
    while child.wait(seconds: 0.05) == nil {
      guard !isStopped, !timedOut else { continue }
      isStopped = shouldStop()
      timedOut = !isStopped && ProcessInfo.processInfo.systemUptime > deadline
      if isStopped || timedOut { child.send(SIGKILL) }
    }
    var status: Int32?
    if case .exited(let code) = child.end { status = code }
    return Result(status: status, output: text(output), errors: text(errors), timedOut: timedOut)
  }

  /// A file without a name, which is gone with its descriptor.
  package static func temporaryFile() -> FileHandle? {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("softmaxlab-\(UUID())").path
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    unsafe unlink(path)
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// What was written into it.
  package static func text(_ file: FileHandle) -> String {
    try? file.seek(toOffset: 0)
    return String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
  }
}
