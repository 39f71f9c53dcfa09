import Foundation
import LinearAlgebra
import Testing

/// A parallel loop, or an impostor.
private typealias Loop = (_ count: Int, _ body: (Int) -> Void) -> Void

/// Every index in 0 ..< count is visited exactly once, whatever the count: what a loop must do.
private func violations(of loop: Loop, counts: some Sequence<Int>) -> [String] {
  counts.compactMap { count in
    // One slot more than needed shows an index too many.
    var visits = [Int](repeating: 0, count: count + 1)
    unsafe visits.withUnsafeMutableBufferPointer { visits in
      nonisolated(unsafe) let visits = unsafe visits
      loop(count) { index in unsafe visits[index] += 1 }
    }
    let expected = [Int](repeating: 1, count: count) + [0]
    return visits == expected ? nil : "a loop over \(count) visited \(visits)"
  }
}

/// Serialized, for the number of threads belongs to the process. No test outside a process of its own may
/// expect to find the number it set.
@Suite("Parallel", .serialized)
struct ParallelTests {
  @Test(arguments: [1, 2, 3, 5, 8])
  func everyIndexIsVisitedOnce(_ threads: Int) {
    withThreads(threads) {
      #expect(violations(of: Parallel.forEach, counts: Array(0...70) + [1000, 4097]) == [])
    }
  }

  /// Impostors: the suite above must find a missing, a repeated and an extra index.
  @Test func plantedFaultsAreFound() {
    let missing: Loop = { count, body in for i in 1..<max(1, count) { body(i) } }
    let repeated: Loop = { count, body in
      for i in 0..<count { body(i) }
      if count > 3 { body(2) }
    }
    let extra: Loop = { count, body in for i in 0...count { body(i) } }
    for impostor in [missing, repeated, extra] {
      #expect(violations(of: impostor, counts: [0, 1, 2, 10]) != [])
    }
  }

  @Test func tinyLoopsInQuickSuccession() {
    for threads in [2, 5] {
      withThreads(threads) {
        #expect(violations(of: Parallel.forEach, counts: repeatElement(3, count: 20000)) == [])
      }
    }
  }

  /// The workers fall asleep within a millisecond: a loop must wake them, and lose nothing.
  @Test func loopsAfterIdleness() {
    withThreads(3) {
      for pause in 0..<25 {
        usleep(UInt32(pause * 100))
        #expect(violations(of: Parallel.forEach, counts: [17]) == [])
      }
    }
  }

  /// A loop inside a loop is done by the thread it is in, which may also ask for the number of threads.
  @Test func nestedLoops() {
    withThreads(3) {
      var found = [[String]](repeating: [], count: 40)
      unsafe found.withUnsafeMutableBufferPointer { found in
        nonisolated(unsafe) let found = unsafe found
        Parallel.forEach(40) { i in
          unsafe found[i] = violations(of: Parallel.forEach, counts: [0, 1, Parallel.threads, i])
        }
      }
      #expect(found.flatMap { $0 } == [])
    }
  }

  @Test func loopsFromSeveralThreads() async {
    withThreads(2) {}
    let found = await withTaskGroup(of: [String].self) { group in
      for _ in 0..<4 {
        group.addTask { violations(of: Parallel.forEach, counts: (0..<300).map { $0 % 50 }) }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(found == [])
  }

  /// A worker that is still at its index when the caller has no more is waited for.
  @Test func slowIndexIsWaitedFor() {
    withThreads(2) {
      for slow in 0..<4 {
        let loop: Loop = { count, body in
          Parallel.forEach(count) { index in
            if index == slow { usleep(3000) }
            body(index)
          }
        }
        #expect(violations(of: loop, counts: [4]) == [])
      }
    }
  }

  /// A fixed partition with an ordered reduction gives the same bits for any number of threads.
  @Test func resultsDoNotDependOnThreads() {
    var numbers = TestNumbers(seed: 81)
    let values = numbers.vector(10000)
    func sum(threads: Int) -> Double {
      withThreads(threads) {
        var partial = [Double](repeating: 0, count: 64)
        unsafe partial.withUnsafeMutableBufferPointer { partial in
          nonisolated(unsafe) let partial = unsafe partial
          Parallel.forEach(64) { block in
            for i in stride(from: block, to: values.count, by: 64) { unsafe partial[block] += values[i] }
          }
        }
        return partial.reduce(0, +)
      }
    }
    #expect(sum(threads: 1) == sum(threads: 2))
    #expect(sum(threads: 1) == sum(threads: 5))
  }

  /// In a process of its own, since the number of threads is everybody's.
  @Test func threadsAreClamped() async {
    await #expect(processExitsWith: .success) {
      #expect(Parallel.threads >= 1)
      for (wanted, given) in [(0, 1), (-3, 1), (7, 7), (100_000, 256), (.max, 256), (.min, 1)] {
        Parallel.threads = wanted
        #expect(Parallel.threads == given)
      }
    }
  }

  /// Runs `body` with that many threads and restores the number.
  private func withThreads<Result>(_ threads: Int, _ body: () -> Result) -> Result {
    let previous = Parallel.threads
    defer { Parallel.threads = previous }
    Parallel.threads = threads
    return body()
  }
}
