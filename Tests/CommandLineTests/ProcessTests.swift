import ExperimentSupport
import Foundation
import Reporting
import Testing

/// What only a process of its own shows: signals, closed pipes, streams.
@Suite struct ProcessTests {
  @Test func theProgramIsBesideTheTests() throws {
    try Scratch.folder { folder in
      let result = try Executable.run(["--version"], in: folder)
      #expect(result.code == 0 && result.output.hasPrefix("softmaxlab "))
    }
  }

  @Test func aReaderThatGoesAwayIsNoError() throws {
    try Scratch.folder { folder in
      let (reading, writing) = try ChildProcess.pipe()
      let errors = try #require(Subprocess.temporaryFile())
      try reading.close()
      let process = try Executable.start(
        ["--help"], in: folder, output: writing,
        errors: errors)
      #expect(try Executable.code(of: process) == 0)
      #expect(Subprocess.text(errors) == "")
    }
  }

  #if os(Linux)
  @Test func aFullDiskBehindStandardOutputIsSaid() throws {
    try Scratch.folder { folder in
      let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
      let process = try Executable.start(["--help"], in: folder, output: full)
      #expect(try Executable.code(of: process) == 1)
    }
  }
  #endif

  /// A file of zeros that takes no room on the disk, longer than what is read of a user's.
  @Test(arguments: [
    ["describe", "./zeros"], ["flow", "zeros"], ["spectrum", "zeros"], ["propagate", "zeros"], ["flow", "-"],
    ["spectrum", "-"], ["propagate", "-"],
  ])
  func whatIsTooLongIsNotRead(_ words: [String]) throws {
    try Scratch.folder { folder in
      let file = folder.appendingPathComponent("zeros")
      try OutputFile.write("", to: file.path)
      #expect(unsafe truncate(file.path, 2_000_000_001) == 0)
      let input = try FileHandle(forReadingFrom: file)
      let errors = try #require(Subprocess.temporaryFile())
      let process = try Executable.start(words, in: folder, input: input, errors: errors)
      #expect(try Executable.code(of: process) == 2)
      let name = words[1] == "-" ? "standard input" : words[1]
      #expect(Subprocess.text(errors).hasSuffix("cannot read \(name): it is longer than 2 GB\n"))
    }
  }

  @Test(arguments: ["flow", "spectrum", "propagate"], [SIGINT, SIGTERM])
  func aSignalEndsAnInstrumentAtOnce(_ command: String, _ signal: Int32) throws {
    try Scratch.folder { folder in
      let path = folder.appendingPathComponent("pipe").path
      #expect(unsafe mkfifo(path, 0o600) == 0)
      let process = try Executable.start([command, "pipe"], in: folder)
      // A pipe can be written to once it is read, which the command does when it has begun.
      var (writer, waited) = (Int32(-1), 0)
      while writer < 0, process.isRunning, waited < 2000 {
        writer = unsafe open(path, O_WRONLY | O_NONBLOCK)
        Thread.sleep(forTimeInterval: 0.01)
        waited += 1
      }
      #expect(writer >= 0)
      process.send(signal)
      #expect(process.wait(seconds: 60) == .exited(128 + signal))
      process.send(SIGKILL)
      close(writer)
    }
  }

  /// `timeout` sends its signal to the process and once more to the group: that is one wish. Whoever asks again later
  /// means it, and is heard even by a program that looks at no flag, such as one that waits for a pipe.
  @Test func aSecondSignalKillsIfItComesLater() throws {
    try Scratch.folder { folder in
      let path = folder.appendingPathComponent("pipe.json5").path
      #expect(unsafe mkfifo(path, 0o600) == 0)
      let process = try Executable.start(["describe", "pipe.json5"], in: folder)
      var writer = Int32(-1)
      for _ in 0..<6000 where writer < 0 && process.isRunning {
        writer = unsafe open(path, O_WRONLY | O_NONBLOCK)
        Thread.sleep(forTimeInterval: 0.01)
      }
      #expect(writer >= 0)
      let start = Date()
      process.send(SIGTERM)
      Thread.sleep(forTimeInterval: 0.02)
      process.send(SIGTERM)
      // Unless the machine was so busy that the second came late.
      if Date().timeIntervalSince(start) < 0.5 { #expect(process.wait(seconds: 1.5) == nil) }
      process.send(SIGTERM)
      #expect(process.wait(seconds: 60) == .killed(signal: SIGTERM))
      process.send(SIGKILL)
      close(writer)
    }
  }

  @Test(arguments: [(SIGINT, 130 as Int32), (SIGTERM, 143 as Int32)])
  func aSignalEndsARunCleanly(_ signal: Int32, _ code: Int32) throws {
    try Scratch.folder { folder in
      let process = try Executable.start(
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
      process.send(signal)
      #expect(process.wait(seconds: 60) == .exited(code))
      process.send(SIGKILL)
      // Whatever had been finished is kept, and nothing else.
      let left = (try? Scratch.names(in: runs)) ?? []
      #expect(left.isEmpty || left == [".endless.checkpoint"])
    }
  }
}
