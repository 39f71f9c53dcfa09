import ExperimentSupport
import Foundation
import Reporting
import Testing

@testable import Experiments

@Suite struct TextFileTests {
  private func refusal(_ url: URL, _ reason: String) -> FileError {
    .unreadable(path: url.relativePath, reason: reason)
  }

  /// What a program should have written is not waited for, however long its writer takes.
  @Test func aPipeIsNoFileOfAProgram() throws {
    try Scratch.folder { folder in
      let (page, summary) = (
        folder.appendingPathComponent("report.html"), folder.appendingPathComponent("summary.json")
      )
      try Scratch.pipe(at: page, writing: "") {
        #expect(throws: refusal(page, "it is no regular file")) { try TextFile.read(page) }
      }
      try Scratch.pipe(at: summary, writing: "{}") {
        #expect(throws: refusal(summary, "it is no regular file")) { try TextFile.readJSON(summary) }
      }
    }
  }

  @Test func aLinkToAFileIsOne() throws {
    try Scratch.folder { folder in
      try OutputFile.write("{a: 1}", to: folder.appendingPathComponent("there").path)
      let link = folder.appendingPathComponent("here")
      try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "there")
      #expect(try TextFile.readJSON(link)["a"] == 1)
      #expect(try TextFile.readInput(link) == "{a: 1}")
    }
  }

  @Test func whatIsNoFileIsSaid() throws {
    try Scratch.folder { folder in
      let nowhere = folder.appendingPathComponent("nowhere")
      let binary = folder.appendingPathComponent("binary")
      try Data([0xff, 0xfe]).write(to: binary)
      #expect(throws: refusal(folder, "it is no regular file")) { try TextFile.read(folder) }
      #expect(throws: refusal(folder, "it is a directory")) { try TextFile.readInput(folder) }
      for (url, reason) in [(nowhere, "no such file or directory"), (binary, "not UTF-8 text")] {
        #expect(throws: refusal(url, reason)) { try TextFile.read(url) }
        #expect(throws: refusal(url, reason)) { try TextFile.readInput(url) }
      }
    }
  }

  /// As a shell's <(…) is.
  @Test func aUserMayNameAPipe() throws {
    let (reading, writing) = try ChildProcess.pipe()
    let text = String(repeating: "pipe ", count: 600)
    try writing.write(contentsOf: Data(text.utf8))
    try writing.close()
    #expect(try TextFile.readInput("/dev/fd/\(reading.fileDescriptor)").text == text)
  }

  @Test func aUsersFileHasALimit() throws {
    try Scratch.folder { folder in
      let file = folder.appendingPathComponent("spec.json5")
      try OutputFile.write(String(repeating: " ", count: 1000), to: file.path)
      #expect(try TextFile.readInput(file, limit: 1000).utf8.count == 1000)
      #expect(throws: refusal(file, "it is longer than 999 bytes")) {
        try TextFile.readInput(file, limit: 999)
      }
      #expect(try TextFile.read(file).utf8.count == 1000)
    }
  }

  /// More is not waited for, and a stream without an end is none without an answer.
  @Test func aStreamHasALimit() throws {
    let (reading, writing) = try ChildProcess.pipe()
    try writing.write(contentsOf: Data(repeating: 32, count: 1001))
    let (isRead, isEnding) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    Thread.detachNewThread {
      // Who waits for the end all the same gets one.
      _ = isRead.wait(timeout: .now() + 60)
      isEnding.signal()
      try? writing.close()
    }
    let pipe = URL(fileURLWithPath: "/dev/fd/\(reading.fileDescriptor)")
    #expect(throws: refusal(pipe, "it is longer than 1000 bytes")) {
      try TextFile.readInput(pipe, limit: 1000)
    }
    #expect(isEnding.wait(timeout: .now()) == .timedOut)
    isRead.signal()
  }
}
