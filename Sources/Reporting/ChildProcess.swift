internal import CChildProcess
package import Foundation

/// A program that runs beside this one, with a process group of its own.
///
/// Not Foundation's `Process`: that of Linux reads beyond the end of a directory entry when it looks for what is open,
/// and so crashes now and then (swift-corelibs-foundation, pull request 5472, 2026); and a child that another thread
/// starts at the same moment keeps the descriptor that tells of an end, which then goes unnoticed.
package final class ChildProcess: @unchecked Sendable {
  /// How a process ended.
  package enum End: Equatable, Sendable {
    case exited(Int32)
    case killed(signal: Int32)
  }

  /// Its number; another process may have it once this one has ended.
  package let identifier: Int32
  private let condition = NSCondition()
  // Guarded by the condition.
  private var ownEnd: End?

  /// Starts it.
  ///
  /// - Parameters:
  ///   - program: The program's path.
  ///   - arguments: What follows its name on the command line.
  ///   - folder: Its current folder; this process's own if it is nil.
  ///   - environment: Its environment; this process's own if it is nil.
  ///   - input: Its standard input; `/dev/null` if it is nil.
  ///   - output: The same for its standard output.
  ///   - errors: The same for its standard error.
  ///   - ended: Called from another thread when it has ended.
  /// - Throws: `FileError.unreadable`, with the program's path.
  package init(
    _ program: String, _ arguments: [String], in folder: String? = nil, environment: [String: String]? = nil,
    input: FileHandle? = nil, output: FileHandle? = nil, errors: FileHandle? = nil,
    ended: @escaping @Sendable () -> Void = {}
  ) throws(FileError) {
    let variables = environment?.map { "\($0)=\($1)" }
    let streams = [input, output, errors].map { $0?.fileDescriptor ?? -1 }
    var number = pid_t()
    let code = withExtendedLifetime((input, output, errors)) {
      unsafe Self.withStrings([program] + arguments) { arguments in
        unsafe Self.withStrings(variables ?? []) { given in
          let environment = unsafe variables == nil ? nil : given
          return unsafe child_process_start(&number, program, arguments, environment, folder, streams)
        }
      }
    }
    guard code == 0 else {
      throw FileError(reading: program, NSError(domain: NSPOSIXErrorDomain, code: Int(code)))
    }
    identifier = number
    Thread.detachNewThread {
      self.awaitEnd()
      ended()
    }
  }

  /// A pipe whose ends no child has but as one of its streams.
  package static func pipe() throws(FileError) -> (reading: FileHandle, writing: FileHandle) {
    var ends: [Int32] = [-1, -1]
    let code = unsafe child_process_pipe(&ends)
    guard code == 0 else {
      throw FileError(writing: "a pipe", NSError(domain: NSPOSIXErrorDomain, code: Int(code)))
    }
    return (
      FileHandle(fileDescriptor: ends[0], closeOnDealloc: true),
      FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    )
  }

  /// Calls `body` with an array of C strings that ends with a null pointer.
  private static func withStrings<R>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R
  ) -> R {
    let pointers = unsafe strings.map { unsafe strdup($0) } + [nil]
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe body(pointers)
  }

  // MARK: - Its end

  /// How it ended; nil while it runs.
  package var end: End? { condition.withLock { ownEnd } }

  /// Whether it has not ended.
  package var isRunning: Bool { end == nil }

  /// Waits until it has ended, or for so many seconds, and returns how.
  @discardableResult
  package func wait(seconds: Double = .infinity) -> End? {
    // Of a clock that nobody sets.
    let deadline = ProcessInfo.processInfo.systemUptime + seconds
    return condition.withLock {
      while ownEnd == nil {
        let rest = deadline - ProcessInfo.processInfo.systemUptime
        guard rest > 0 else { break }
        _ = condition.wait(until: Date(timeIntervalSinceNow: min(rest, 60)))
      }
      return ownEnd
    }
  }

  /// Sends it a signal if it has not ended.
  package func send(_ signal: Int32) {
    condition.withLock {
      if ownEnd == nil { kill(identifier, signal) }
    }
  }

  private func awaitEnd() {
    var code: Int32 = 0
    let error = unsafe child_process_wait(identifier, &code)
    condition.withLock {
      // Only now may another process have its number, and nobody sends a signal to that one by mistake.
      child_process_forget(identifier)
      ownEnd = error == 0 && code >= 0 ? .exited(code) : .killed(signal: error == 0 ? -code : 0)
      condition.broadcast()
    }
  }
}
