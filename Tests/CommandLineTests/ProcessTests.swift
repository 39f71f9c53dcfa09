import ExperimentSupport
import Foundation
import Testing

/// What only a process of its own shows: signals, closed pipes, streams.
@Suite struct ProcessTests {
  private func start(
    _ arguments: [String], in folder: URL, output: Any = FileHandle.nullDevice,
    errors: Any = FileHandle.nullDevice
  ) throws -> Process {
    let process = Process()
    let program: URL = try #require(Program.executable)
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    return process
  }

  @Test func theProgramIsBesideTheTests() throws {
    try Scratch.folder { folder in
      let pipe = Pipe()
      let process = try start(["--version"], in: folder, output: pipe)
      let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      #expect(text.hasPrefix("softmaxlab "))
    }
  }

  @Test func aReaderThatGoesAwayIsNoError() throws {
    try Scratch.folder { folder in
      let pipe = Pipe()
      try pipe.fileHandleForReading.close()
      let errors = Pipe()
      let process = try start(["--help"], in: folder, output: pipe, errors: errors)
      try errors.fileHandleForWriting.close()
      let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      #expect(text == "")
    }
  }

  #if os(Linux)
  @Test func aFullDiskBehindStandardOutputIsSaid() throws {
    try Scratch.folder { folder in
      let process = try start(
        ["--help"], in: folder, output: #require(FileHandle(forWritingAtPath: "/dev/full")))
      process.waitUntilExit()
      #expect(process.terminationStatus == 1)
    }
  }
  #endif

  @Test(arguments: ["flow", "spectrum", "propagate"], [SIGINT, SIGTERM])
  func aSignalEndsAnInstrumentAtOnce(_ command: String, _ signal: Int32) throws {
    try Scratch.folder { folder in
      let path = folder.appendingPathComponent("pipe").path
      #expect(unsafe mkfifo(path, 0o600) == 0)
      let process = try start([command, "pipe"], in: folder)
      // A pipe can be written to once it is read, which the command does when it has begun.
      var (writer, waited) = (Int32(-1), 0)
      while writer < 0, process.isRunning, waited < 2000 {
        writer = unsafe open(path, O_WRONLY | O_NONBLOCK)
        Thread.sleep(forTimeInterval: 0.01)
        waited += 1
      }
      #expect(writer >= 0)
      kill(process.processIdentifier, signal)
      waited = 0
      while process.isRunning, waited < 1000 {
        Thread.sleep(forTimeInterval: 0.01)
        waited += 1
      }
      #expect(!process.isRunning)
      close(writer)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 128 + signal)
    }
  }

  @Test(arguments: [(SIGINT, 130 as Int32), (SIGTERM, 143 as Int32)])
  func aSignalEndsARunCleanly(_ signal: Int32, _ code: Int32) throws {
    try Scratch.folder { folder in
      let process = try start(
        [
          "run", "convergence", "--quick", "--set", "under.steps=100000000", "--set",
          "over.steps=[100000000]",
          "--out", "runs/endless",
        ], in: folder)
      // The partial folder shows that the run has begun, and with it that the handler stands.
      let runs = folder.appendingPathComponent("runs")
      var waited = 0
      while (try? Scratch.names(in: runs))?.isEmpty ?? true, process.isRunning, waited < 2000 {
        Thread.sleep(forTimeInterval: 0.01)
        waited += 1
      }
      #expect(process.isRunning)
      kill(process.processIdentifier, signal)
      waited = 0
      while process.isRunning, waited < 2000 {
        Thread.sleep(forTimeInterval: 0.01)
        waited += 1
      }
      #expect(!process.isRunning)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit)
      #expect(process.terminationStatus == code)
      // Whatever had been finished is kept, and nothing else.
      let left = (try? Scratch.names(in: runs)) ?? []
      #expect(left.isEmpty || left == [".endless.checkpoint"])
    }
  }
}
