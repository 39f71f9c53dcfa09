import ExperimentSupport
import Foundation
import Reporting
import Testing

@testable import Experiments

@Suite struct SpecificationFileTests {
  /// What a program should have written is not waited for, however long its writer takes.
  @Test func aPipeIsNoFileOfAProgram() throws {
    try Scratch.folder { folder in
      let pipe = folder.appendingPathComponent("summary.json")
      #expect(unsafe mkfifo(pipe.path, 0o600) == 0)
      let isWritten = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        // Opens once there is a reader: the one that should not be, or the one below.
        try? OutputFile.write("{}", to: pipe.path)
        isWritten.signal()
      }
      #expect(throws: FileError.self) { try TextFile.readJSON(pipe) }
      let reader = unsafe open(pipe.path, O_RDONLY | O_NONBLOCK)
      isWritten.wait()
      close(reader)
    }
  }

  @Test func aLinkToAFileIsOne() throws {
    try Scratch.folder { folder in
      try OutputFile.write("{a: 1}", to: folder.appendingPathComponent("there").path)
      let link = folder.appendingPathComponent("here")
      try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "there")
      #expect(try TextFile.readJSON(link)["a"] == 1)
      #expect(throws: FileError.self) { try TextFile.readJSON(folder.appendingPathComponent("nowhere")) }
      #expect(throws: FileError.self) { try TextFile.readJSON(folder) }
    }
  }
}
