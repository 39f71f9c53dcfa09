import Foundation
import Reporting
import Testing

@Suite struct FileLockTests {
  private func withPath(_ body: (String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "softmaxlab-lock-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url.path)
  }

  @Test func oneHolderAtATime() throws {
    try withPath { path in
      #expect(!FileLock.isHeld(path))
      let first = try #require(try FileLock(path))
      let second = try withExtendedLifetime(first) {
        #expect(FileLock.isHeld(path))
        return try FileLock(path)
      }
      #expect(second == nil)
    }
  }

  @Test func whoWaitsGetsIt() throws {
    try withPath { path in
      let isHeld = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        let lock = try? FileLock(path)
        withExtendedLifetime(lock) {
          isHeld.signal()
          Thread.sleep(forTimeInterval: 0.2)
        }
      }
      isHeld.wait()
      let lock = try FileLock(path, waits: true)
      #expect(lock != nil)
    }
  }

  @Test func whereThereCanBeNoFileThatIsSaid() {
    #expect(throws: FileError.self) { try FileLock("/nowhere/lock") }
  }
}
