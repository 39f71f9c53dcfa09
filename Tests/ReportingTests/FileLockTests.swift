import Foundation
import Testing

@testable import Reporting

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

  /// A child has copies of all descriptors, locks included, until its program begins.
  @Test func childrenThatBeginKeepNothing() throws {
    try withPath { path in
      let children = DispatchGroup()
      DispatchQueue.global().async(group: children) {
        for _ in 0..<100 { _ = Subprocess.run("/bin/sh", ["-c", ":"], in: "/", timeout: 10) }
      }
      var kept = 0
      while children.wait(timeout: .now()) == .timedOut {
        do {
          let lock = try FileLock(path)
          if lock == nil { kept += 1 }
        }
        if FileLock.isHeld(path) { kept += 1 }
      }
      #expect(kept == 0)
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

  /// Who has waited for a file that was removed in the end must not pass for the holder of the one that is there.
  @Test func aRemovedFileIsNoLock() throws {
    try withPath { path in
      let (isWaiting, hasGot) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
      func wait(_ seconds: Double) -> DispatchTimeoutResult { hasGot.wait(timeout: .now() + seconds) }
      var first = try FileLock(path)
      #expect(first != nil)
      Thread.detachNewThread {
        isWaiting.signal()
        let lock = try? FileLock(path, waits: true)
        withExtendedLifetime(lock) { _ = hasGot.signal() }
      }
      isWaiting.wait()
      Thread.sleep(forTimeInterval: 0.1)
      var second = try withExtendedLifetime(first) {
        #expect(unsafe unlink(path) == 0)
        return try FileLock(path)
      }
      #expect(second != nil)
      first = nil
      withExtendedLifetime(second) { #expect(wait(0.2) == .timedOut) }
      second = nil
      #expect(wait(60) == .success)
    }
  }

  @Test func whoWaitsCanBeStopped() throws {
    try withPath { path in
      let first = try FileLock(path)
      #expect(first != nil)
      var asked = 0
      let second = try withExtendedLifetime(first) {
        try FileLock(path) {
          asked += 1
          return asked == 3
        }
      }
      #expect(second == nil && asked == 3)
    }
  }

  /// Some file systems number a file anew whenever it is asked for.
  @Test func aFileThatIsNeverItselfIsTakenInTheEnd() throws {
    try withPath { path in
      var rounds = 0
      let descriptor = try FileLock.lock(path, false) { _, _ in
        rounds += 1
        return false
      }
      #expect(rounds == 100)
      close(try #require(descriptor))
    }
  }

  @Test func whereThereCanBeNoFileThatIsSaid() {
    #expect(throws: FileError.self) { try FileLock("/nowhere/lock") }
  }

  /// A pipe would be waited for, and locks on what several programs share say nothing.
  @Test func whatIsNoFileIsNoLock() throws {
    try withPath { path in
      #expect(unsafe mkfifo(path, 0o600) == 0)
      for place in [path, "/dev/null"] {
        #expect(throws: FileError.unwritable(path: place, reason: "it is no regular file")) {
          try FileLock(place)
        }
        let isAnswered = DispatchSemaphore(value: 0)
        Thread.detachNewThread { if !FileLock.isHeld(place) { isAnswered.signal() } }
        #expect(isAnswered.wait(timeout: .now() + 60) == .success)
      }
    }
  }
}
