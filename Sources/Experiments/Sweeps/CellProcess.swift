internal import Foundation
internal import Reporting

/// The process of one cell, seen from the sweep.
struct CellProcess {
  let cell: SweepCell
  let folder: CellFolder
  private let process: ChildProcess

  /// Starts it.
  ///
  /// - Parameters:
  ///   - program: `softmaxlab`.
  ///   - lifeline: The end of a pipe that closes when the sweep is gone.
  ///   - ended: Called from another thread when the process ends.
  /// - Throws: `FileError`: unwritable or a full disk for the cell's log, unreadable for the program.
  init(
    _ cell: SweepCell, in folder: CellFolder, program: URL, threads: Int, lifeline: FileHandle,
    ended: @escaping @Sendable () -> Void
  ) throws(FileError) {
    self.cell = cell
    self.folder = folder
    // At its end: another process may be at the cell, which nobody can know before it has the lock.
    let descriptor = try RegularFile.descriptor(
      folder.log.path, O_WRONLY | O_CREAT | O_APPEND, named: folder.log.relativePath)
    let log = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    process = try ChildProcess(
      program.path, ["sweep", "cell", folder.specification.path, "--threads", "\(threads)", "--quiet"],
      input: lifeline, errors: log, ended: ended)
  }

  /// How it ended; nil while it runs.
  var end: ChildProcess.End? { process.end }

  /// What it wrote to stderr in the end.
  var lastLines: [String] {
    let text = String(decoding: (try? Data(contentsOf: folder.log)) ?? Data(), as: UTF8.self)
    return text.split(separator: "\n").suffix(10).map { String($0.prefix(500)) }
  }
}

extension ChildProcess.End {
  /// Whether somebody stopped it: no fault of what it computed.
  var isStop: Bool {
    switch self {
    case .exited(let code): Interruption.signals.contains(code - 128)
    case .killed(let signal): Interruption.signals.contains(signal)
    }
  }
}
