import ExperimentSupport
import Experiments
import Foundation
import Reporting
import Testing

@Suite struct RecorderPiecesTests {
  /// A checkpoint that keeps everything, however short.
  private func withRecorder(_ body: (_ makeRecorder: () throws -> Recorder) throws -> Void) throws {
    try Scratch.folder { scratch in
      try body {
        let opened = try Checkpoint(scratch.appendingPathComponent("kept"), digest: "a")
        var checkpoint = try #require(opened)
        checkpoint.shortestPiece = 0
        return Recorder(checkpoint: checkpoint, interruption: { nil })
      }
    }
  }

  @Test func aPieceIsDoneOnce() throws {
    try withRecorder { makeRecorder in
      var done: [String] = []
      for _ in 0..<2 {
        var recorder = try makeRecorder()
        let sum = try recorder.piece("outer") { recorder in
          let one = try recorder.piece("inner") { _ in
            done.append("inner")
            return 1
          }
          done.append("outer")
          return one + 1
        }
        let inner = try recorder.piece("inner") { _ in
          done.append("another inner")
          return 40.0
        }
        #expect(Double(sum) + inner == 42)
      }
      #expect(done == ["inner", "outer", "another inner"])
    }
  }

  @Test func withoutACheckpointEverythingIsDone() throws {
    var recorder = Recorder(interruption: { nil })
    var done = 0
    for _ in 0..<2 { done = try recorder.piece("a") { _ in done + 1 } }
    #expect(done == 2)
  }

  /// A map that fails at some index has kept the batches before it, and goes on there.
  @Test func aMapGoesOnWhereItFailed() throws {
    struct Stop: Error {}
    try withRecorder { makeRecorder in
      do {
        var recorder = try makeRecorder()
        #expect(throws: Stop.self) {
          try recorder.map(10, "squares", batch: 3) { index -> Int in
            if index == 7 { throw Stop() }
            return index * index
          }
        }
      }
      var recorder = try makeRecorder()
      let squares = try recorder.map(10, "squares", batch: 3) { index -> Int in
        #expect(index >= 6)
        return index * index
      }
      #expect(squares == (0..<10).map { $0 * $0 })
    }
  }

  /// Work that was kept counts as done at once.
  @Test func progressIncludesWhatWasKept() throws {
    try withRecorder { makeRecorder in
      do {
        var recorder = try makeRecorder()
        _ = try recorder.map(4, "a", batch: 2) { $0 }
      }
      let screen = Screen()
      var recorder = Recorder(
        progress: screen.progress(), checkpoint: try makeRecorder().checkpoint, interruption: { nil })
      recorder.expect(work: 8)
      _ = try recorder.map(4, "a", batch: 2) { $0 }
      #expect(screen.text.hasPrefix("demo: 25%") && screen.text.contains("demo: 50%"))
    }
  }
}
