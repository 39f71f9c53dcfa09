import Foundation
import Testing

@testable import Reporting

@Suite struct ChildProcessTests {
  private func shell(_ script: String, in folder: String? = nil, environment: [String: String]? = nil) throws
    -> (end: ChildProcess.End?, output: String, errors: String)
  {
    let output = try #require(Subprocess.temporaryFile())
    let errors = try #require(Subprocess.temporaryFile())
    let process = try ChildProcess(
      "/bin/sh", ["-c", script], in: folder, environment: environment, output: output,
      errors: errors)
    return (process.wait(), Subprocess.text(output), Subprocess.text(errors))
  }

  @Test func streamsFolderAndEnvironment() throws {
    let result = try shell("pwd; echo $A >&2; cat; exit 7", in: "/usr", environment: ["A": "b=c d"])
    #expect(result == (.exited(7), "/usr\n", "b=c d\n"))
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    #expect(try shell("printf %s \"$PATH\"").output == path)
  }

  @Test(arguments: [SIGKILL, SIGTERM, SIGSEGV]) func aSignalIsTheEnd(_ signal: Int32) throws {
    #expect(try shell("kill -\(signal) $$").end == .killed(signal: signal))
    let process = try ChildProcess("/bin/sleep", ["100"])
    #expect(process.isRunning && process.wait(seconds: 0.01) == nil)
    process.send(signal)
    #expect(process.wait() == .killed(signal: signal))
    // Nobody any more.
    process.send(SIGKILL)
  }

  @Test func whatCannotBeStartedIsSaid() throws {
    for (program, reason) in [
      ("/nowhere", "no such file or directory"), ("/etc/passwd", "permission denied"),
    ] {
      #expect(throws: FileError.unreadable(path: program, reason: reason)) { try ChildProcess(program, []) }
    }
    #expect(throws: FileError.self) { try ChildProcess("/bin/sh", [], in: "/nowhere") }
    #expect(throws: FileError.self) {
      try ChildProcess("/bin/sh", [], output: FileHandle(fileDescriptor: 99_999))
    }
  }

  /// A stream may be one of this process's own, in another place too: none is overwritten before it is copied.
  @Test func streamsMayChangePlaces() throws {
    let (first, second) = (FileHandle.standardOutput, FileHandle.standardError)
    func names(_ output: FileHandle, _ errors: FileHandle) throws -> [Substring] {
      let file = try #require(Subprocess.temporaryFile())
      // What its output and errors are, said on its input.
      let script = "names=$(readlink /proc/$$/fd/1 /proc/$$/fd/2); echo \"$names\" >&0"
      let process = try ChildProcess("/bin/sh", ["-c", script], input: file, output: output, errors: errors)
      #expect(process.wait() == .exited(0))
      return Subprocess.text(file).split(separator: "\n")
    }
    #if os(Linux)
    let (straight, crossed) = (try names(first, second), try names(second, first))
    #expect(straight.count == 2 && crossed == straight.reversed())
    #expect(try names(second, second) == [straight[1], straight[1]])
    #endif
  }

  /// What is open here is not open there, and no signal that a thread has blocked stays blocked.
  @Test func nothingElseIsInherited() throws {
    let file = try #require(Subprocess.temporaryFile())
    let result = try shell("[ ! -e /proc/$$/fd/\(file.fileDescriptor) ] && ls /proc/self/fd | wc -l")
    #if os(Linux)
    // Three streams and the folder that is listed.
    #expect(result.end == .exited(0) && result.output == "4\n")
    #endif
    let isDone = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var end: ChildProcess.End?
    Thread.detachNewThread {
      var signals = sigset_t()
      unsafe sigfillset(&signals)
      _ = unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
      unsafe end = try? ChildProcess("/bin/sh", ["-c", "kill -USR1 $$"]).wait()
      isDone.signal()
    }
    isDone.wait()
    #expect(unsafe end == .killed(signal: SIGUSR1))
  }

  /// Many at once, from many threads: every end is noticed, with its own code.
  @Test func manyAtOnce() throws {
    let ends = DispatchSemaphore(value: 0)
    for thread in 0..<8 {
      Thread.detachNewThread {
        for round in 0..<25 {
          let code = Int32(8 * round + thread)
          let process = try? ChildProcess("/bin/sh", ["-c", "exit \(code)"], ended: { ends.signal() })
          #expect(process?.wait() == .exited(code))
        }
      }
    }
    for _ in 0..<200 { #expect(ends.wait(timeout: .now() + 60) == .success) }
  }
}
