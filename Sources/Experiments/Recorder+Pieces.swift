internal import Foundation
internal import LinearAlgebra

extension Recorder {
  /// Does a piece of work, unless an attempt at this run that was stopped later has done it.
  ///
  /// The result is kept in ``checkpoint`` and must say everything: what `work` records is not kept. Pieces may be
  /// nested; keys must differ within a piece.
  ///
  /// - Throws: What `work` throws, and `FileError` where the result cannot be kept.
  public mutating func piece<Result: Codable>(
    _ key: String, _ work: (inout Recorder) throws -> Result
  ) throws -> Result {
    guard let outer = checkpoint else { return try work(&self) }
    let own = outer.section(key)
    if let piece = own.value(Piece<Result>.self) {
      try advance(by: piece.work, key)
      return piece.result
    }
    let before = (work: workDone, uptime: ProcessInfo.processInfo.systemUptime)
    let result = try section(key, work)
    if ProcessInfo.processInfo.systemUptime - before.uptime >= own.shortestPiece {
      try own.keep(Piece(result: result, work: workDone - before.work))
    }
    return result
  }

  /// Does a piece that is one long loop: its state is kept from time to time and when the run is stopped, so that an
  /// attempt that comes later goes on from there to the same bits.
  ///
  /// - Parameters:
  ///   - key: Names the piece.
  ///   - start: The state before the first step.
  ///   - advance: Takes steps until there are no more and returns true, or until it is told to pause, which it asks
  ///     before each step, and returns false. The state must say everything then.
  /// - Returns: The state after the last step.
  /// - Throws: What `advance` throws, ``Interruption``, `FileError`.
  mutating func piece<State: Codable>(
    _ key: String, from start: @autoclosure () throws -> State,
    advance: (_ state: inout State, _ shouldPause: () throws -> Bool) throws -> Bool
  ) throws -> State {
    try piece(key) { recorder in
      let checkpoint = recorder.checkpoint?.section("state")
      var state = try checkpoint?.value(State.self) ?? start()
      var saving = SavingClock(checkpoint)
      do {
        while true {
          var asked = 0
          let isFinished = try advance(&state) {
            try recorder.checkInterruption()
            // One step at least between two states, however long keeping one takes.
            asked += 1
            return asked > 1 && saving.isDue
          }
          if isFinished { return state }
          try saving.keep(state)
        }
      } catch let interruption as Interruption {
        try checkpoint?.keep(state)
        throw interruption
      }
    }
  }

  /// Puts the pieces of `work` under a key of their own.
  public mutating func section<Result>(
    _ key: String, _ work: (inout Recorder) throws -> Result
  ) rethrows -> Result {
    let outer = checkpoint
    checkpoint = outer?.section(key)
    defer { checkpoint = outer }
    return try work(&self)
  }

  /// Maps the indices `0..<count` in parallel, a batch at once, each batch a piece and one step of the progress.
  ///
  /// - Parameters:
  ///   - count: How many indices.
  ///   - key: Names the pieces.
  ///   - batch: How many at once; as many as there are threads unless told otherwise.
  ///   - work: Of one index, in the unit of the progress.
  ///   - label: What is shown when so many are done.
  ///   - body: The work of one index, on any thread.
  /// - Throws: What `body` throws for the first index that fails, ``Interruption``, `FileError`.
  public mutating func map<Result: Codable & Sendable>(
    _ count: Int, _ key: String, batch: Int? = nil, work: Double = 1,
    label: (Int) -> String = { "\($0)" }, _ body: (Int) throws -> Result
  ) throws -> [Result] {
    let batch = batch ?? max(1, Parallel.threads)
    var results: [Result] = []
    while results.count < count {
      let part = results.count..<min(results.count + batch, count)
      results += try piece("\(key) \(part)") { recorder in
        let results = try Parallel.map(part.count) { index in
          Swift.Result { try body(part.lowerBound + index) }
        }.map { try $0.get() }
        try recorder.advance(by: work * Double(part.count), label(part.upperBound))
        return results
      }
    }
    return results
  }
}

/// The result of a piece of work, and how far it brought the progress.
private struct Piece<Result: Codable>: Codable {
  let result: Result
  let work: Double
}
