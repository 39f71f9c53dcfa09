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
      "/bin/sh", ["-c", script], in: folder, environment: environment, output: output.fileDescriptor,
      errors: errors.fileDescriptor)
    return (process.wait(), Subprocess.text(output), Subprocess.text(errors))
  }

  @Test func streamsFolderAndEnvironment() throws {
    let result = try shell("pwd; echo $A >&2; cat; exit 7", in: "/usr", environment: ["A": "b=c d"])
    #expect(result == (.exited(7), "/usr\n", "b=c d\n"))
    unsafe setenv("SOFTMAXLAB_CHILD", "inherited", 1)
    #expect(try shell("echo $SOFTMAXLAB_CHILD").output == "inherited\n")
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
    #expect(throws: FileError.self) { try ChildProcess("/bin/sh", [], output: 99_999) }
  }

  /// A stream may be any descriptor, one of another stream too.
  @Test func streamsMayChangePlaces() throws {
    let files = try (0..<2).map { _ in try #require(Subprocess.temporaryFile()) }
    // In a process whose standard streams are those files, so that its child's are its own the other way round.
    let script = "echo out; echo err >&2; sh -c 'echo OUT; echo ERR >&2' 3>&1 1>&2 2>&3"
    let process = try ChildProcess(
      "/bin/sh", ["-c", script], output: files[0].fileDescriptor, errors: files[1].fileDescriptor)
    #expect(process.wait() == .exited(0))
    #expect(files.map(Subprocess.text) == ["out\nERR\n", "err\nOUT\n"])
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
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for round in 0..<25 {
        let code = Int32(8 * round + thread) % 256
        let process = try? ChildProcess("/bin/sh", ["-c", "exit \(code)"], ended: { ends.signal() })
        #expect(process?.wait() == .exited(code))
      }
    }
    for _ in 0..<200 { #expect(ends.wait(timeout: .now() + 60) == .success) }
  }
}
