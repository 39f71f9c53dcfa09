import ExperimentSupport
import Experiments
import Foundation
import Reporting
import Testing

@Suite struct CheckpointTests {
  private static let numbers: [Double] = [
    0.1, 1 / 3, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0, 0, 1e22,
    1e23,
    .infinity, -.infinity, .pi, .leastNormalMagnitude.nextDown,
  ]

  private func with(_ body: (_ folder: URL, _ open: (String) throws -> Checkpoint) throws -> Void) throws {
    try Scratch.folder { scratch in
      let folder = scratch.appendingPathComponent(".run.checkpoint")
      try body(folder) { digest in
        var checkpoint = try Checkpoint(folder, digest: digest)
        checkpoint?.warn = { #expect($0.hasPrefix("a piece of the checkpoint is damaged")) }
        return try #require(checkpoint)
      }
    }
  }

  @Test func doublesComeBackToTheBit() throws {
    try with { _, open in
      let section = try open("a").section("numbers")
      try section.keep(Self.numbers + [.nan])
      let back = try #require(section.value([Double].self))
      #expect(back.dropLast().map(\.bitPattern) == Self.numbers.map(\.bitPattern))
      #expect(back.last?.isNaN == true)
    }
  }

  @Test func piecesBelongToTheirKeyPathAndTheirRun() throws {
    try with { _, open in
      do {
        let checkpoint = try open("a")
        #expect(checkpoint.isEmpty)
        try checkpoint.section("x").section("1").keep(1)
        try checkpoint.section("x").section("2").keep(2)
      }
      do {
        let again = try open("a")
        #expect(again.section("x").section("2").value(Int.self) == 2)
        #expect(again.section("x").value(Int.self) == nil)
        #expect(again.section("x").section("3").value(Int.self) == nil)
      }
      let other = try open("b")
      #expect(other.isEmpty && other.section("x").section("1").value(Int.self) == nil)
    }
  }

  /// Every byte of a piece is changed, and every shorter one tried: none of them passes for the piece.
  @Test func aDamagedPieceIsNone() throws {
    try with { folder, open in
      let section = try open("a").section("numbers")
      try section.keep([0.5, 17, 1e-300])
      let name = try #require(try Scratch.names(in: folder).first { $0.hasSuffix(".json") })
      let file = folder.appendingPathComponent(name)
      let whole = try Data(contentsOf: file)
      for index in whole.indices {
        var damaged = whole
        damaged[index] ^= 1
        try damaged.write(to: file)
        #expect(section.value([Double].self) == nil, "byte \(index)")
        try whole.prefix(index).write(to: file)
        #expect(section.value([Double].self) == nil, "\(index) bytes")
      }
      try whole.write(to: file)
      #expect(section.value([Double].self) == [0.5, 17, 1e-300])
    }
  }

  @Test func oneProcessAtATimeAndTheOtherIsTold() async throws {
    try await confirmation { told in
      try with { folder, open in
        do {
          let first = try open("a")
          let second = try Checkpoint(folder, digest: "a") {
            #expect($0.hasPrefix("another process works on the same output"))
            told()
          }
          #expect(first.isEmpty && second == nil)
        }
        #expect(try open("a").isEmpty)
        #expect(try Scratch.names(in: folder) == ["digest", "lock"])
      }
    }
  }

  /// Processes that open it, keep something and remove it again, all at once: whoever has it has it alone.
  @Test func whatOneRemovesIsAnothersNoMore() throws {
    try with { folder, _ in
      let isTaken = DispatchSemaphore(value: 1)
      DispatchQueue.concurrentPerform(iterations: 4) { process in
        for round in 0..<100 {
          do {
            guard let checkpoint = try Checkpoint(folder, digest: "a", warn: { _ in }) else { continue }
            let isAlone = isTaken.wait(timeout: .now()) == .success
            #expect(isAlone)
            let section = checkpoint.section("\(process)")
            try section.keep(round)
            #expect(section.value(Int.self) == round)
            if isAlone { isTaken.signal() }
            checkpoint.remove()
          } catch { Issue.record(error) }
        }
      }
    }
  }

  /// A folder of that name may be somebody else's: what is not a piece stays.
  @Test func foreignFilesStay() throws {
    try with { folder, open in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try OutputFile.write("precious", to: folder.appendingPathComponent("notes.txt").path)
      do { try open("a").section("x").keep(1) }
      let other = try open("b")
      #expect(other.isEmpty)
      other.remove()
      #expect(try Scratch.names(in: folder) == ["notes.txt"])
    }
    try with { folder, open in
      let checkpoint = try open("a")
      try checkpoint.section("x").keep(1)
      checkpoint.remove()
      #expect(!FileManager.default.fileExists(atPath: folder.path))
    }
  }
}
