public import Foundation
internal import Reporting

/// What the process of one cell does: `softmaxlab sweep cell FILE`.
///
/// A process for each cell, so that one that crashes takes no other along.
public enum CellRun {
  /// How it ended.
  public enum Outcome: Equatable, Sendable {
    /// The run is there.
    case done
    /// Another process computes this cell.
    case busy
  }

  /// The exit code of a process that found its cell ``Outcome/busy``: what a sweep says of cells that failed, which
  /// the process of a single cell has no other use for.
  static let busyCode: Int32 = 3

  /// Computes a cell unless it is done, holding its lock.
  ///
  /// - Parameters:
  ///   - file: The cell's cell.json.
  ///   - studies: The catalogue.
  ///   - options: Of the run; where it goes is the cell's own affair.
  /// - Throws: What ``Runner/run(_:_:)`` throws, and what is wrong with the file.
  public static func run(_ file: URL, studies: [Study], _ options: Runner.Options = Runner.Options()) throws
    -> Outcome
  {
    let folder = CellFolder(url: file.deletingLastPathComponent())
    guard let lock = try acquire(folder) else { return .busy }
    return try withExtendedLifetime(lock) {
      let cell = try SweepCell(reading: file, studies: studies)
      RunFolder.recover(folder.run, ofAnyHost: true)
      let state = folder.state(digest: cell.digest, holdsLock: true)
      guard state != .done else { return .done }
      try folder.clear(state)
      var options = options
      options.out = folder.run
      options.force = true
      _ = try Runner.run(cell.experiment, options)
      return .done
    }
  }

  /// The cell's lock; somebody who only looks whether it is held may have it for a moment.
  private static func acquire(_ folder: CellFolder) throws -> FileLock? {
    for attempt in 0..<5 {
      if let lock = try FileLock(folder.lock.path) { return lock }
      if attempt < 4 { Thread.sleep(forTimeInterval: 0.02) }
    }
    return nil
  }

  /// Ends this process as SIGTERM does once its standard input ends.
  ///
  /// That is a pipe whose other end the sweep holds: a sweep that dies, even by SIGKILL, leaves no process behind that
  /// computes for nobody.
  public static func endWithStandardInput() {
    Thread.detachNewThread {
      var byte: UInt8 = 0
      while true {
        let count = unsafe read(STDIN_FILENO, &byte, 1)
        if count == 0 || count < 0 && errno != EINTR { break }
      }
      // One that is stopping already would be killed by a second signal, before it has kept what it has; and what was
      // sent to the sweep and its cells one after the other may still be on its way.
      Thread.sleep(forTimeInterval: 0.2)
      if Interruption.received == nil { kill(getpid(), SIGTERM) }
    }
  }
}
