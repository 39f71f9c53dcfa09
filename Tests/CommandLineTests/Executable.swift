import Foundation
import Reporting
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
    _ arguments: [String], in folder: URL, input: String? = nil,
    whileRunning: (ChildProcess) -> Void = { _ in }
  ) throws -> Result {
    // Files rather than pipes: nothing can block on a full one.
    let output = try #require(Subprocess.temporaryFile())
    let errors = try #require(Subprocess.temporaryFile())
    let given = try input.map { text in
      let file = try #require(Subprocess.temporaryFile())
      try file.write(contentsOf: Data(text.utf8))
      try file.seek(toOffset: 0)
      return file
    }
    let process = try start(
      arguments, in: folder, input: given, output: output, errors: errors)
    whileRunning(process)
    return Result(
      code: try code(of: process), output: Subprocess.text(output), errors: Subprocess.text(errors))
  }

  /// Starts a command line in a folder; a stream that is not given is `/dev/null`.
  static func start(
    _ arguments: [String], in folder: URL, input: FileHandle? = nil, output: FileHandle? = nil,
    errors: FileHandle? = nil
  ) throws -> ChildProcess {
    let program = try #require(Program.executable)
    return try ChildProcess(
      program.path, arguments, in: folder.path, input: input, output: output, errors: errors)
  }

  /// Waits for its end, and says of it what a shell would. One that does not end in ten minutes is killed.
  static func code(of process: ChildProcess) throws -> Int32 {
    let end = process.wait(seconds: 600)
    process.send(SIGKILL)
    return switch try #require(end) {
    case .exited(let code): code
    case .killed(let signal): 128 + signal
    }
  }
}
