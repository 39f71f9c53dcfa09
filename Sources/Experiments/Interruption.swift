internal import Foundation

/// The user asked to stop: Ctrl-C, a SIGTERM or SIGUSR1 from a batch system, or a terminal that was closed.
///
/// A signal only sets a flag, which long runs look at. A second one of the same kind kills, if it comes a second later or
/// more: `timeout` and batch systems send one signal to a process and once more to its group.
public struct Interruption: Error, Equatable, CustomStringConvertible {
  /// SIGINT, SIGTERM, SIGUSR1 or SIGHUP.
  public let signal: Int32
  /// Whether the same command goes on from what was finished.
  public private(set) var keptPieces = false

  /// A signal's number as an interruption.
  public init(signal: Int32) { self.signal = signal }

  /// One line.
  public var description: String {
    keptPieces
      ? "interrupted; what is finished is kept, and the same command goes on from there"
      : "interrupted; nothing half-written was left"
  }

  /// The same, with finished pieces kept.
  var withPiecesKept: Interruption {
    var copy = self
    copy.keptPieces = true
    return copy
  }

  /// What has been asked for so far.
  public static var received: Interruption? {
    let signal = unsafe receivedSignal
    return signal == 0 ? nil : Interruption(signal: Int32(signal))
  }

  /// Turns these signals into the flag from now on; one that the parent ignores (nohup) stays ignored.
  public static func install() {
    unsafe receivedSignal = 0
    unsafe receivedTime = timespec()
    let numbers = numbers
    for number in numbers {
      _ = Foundation.signal(number) { number in
        // Nothing here but what POSIX allows in a handler.
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        if unsafe Interruption.receivedSignal != sig_atomic_t(number) {
          // In this order: another thread may take the second of two signals at the same time.
          unsafe Interruption.receivedTime = now
          unsafe Interruption.receivedSignal = sig_atomic_t(number)
        } else if unsafe Interruption.seconds(since: Interruption.receivedTime, now) >= 1 {
          _ = Foundation.signal(number, SIG_DFL)
          kill(getpid(), number)
        }
      }
    }
    // A parent may have left them blocked, as the threads of Dispatch do.
    var signals = sigset_t()
    _ = unsafe sigemptyset(&signals)
    for number in numbers { _ = unsafe sigaddset(&signals, number) }
    _ = unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Lets these signals end the process by themselves from now on, with 128 + their number: for what leaves nothing
  /// behind, and need not be written so that it looks at a flag.
  ///
  /// - Throws: What was asked for before.
  public static func endAtOnce() throws(Interruption) {
    for number in numbers {
      _ = Foundation.signal(number) { number in _exit(128 + number) }
    }
    if let received { throw received }
  }

  /// What a run is asked to stop by; batch systems announce the end of a job's time by SIGUSR1, which would kill
  /// without a word.
  static let signals = [SIGINT, SIGTERM, SIGUSR1, SIGHUP]

  private static var numbers: [Int32] { signals.filter { $0 != SIGHUP || !isIgnored(SIGHUP) } }

  private static func isIgnored(_ number: Int32) -> Bool {
    let handler = Foundation.signal(number, SIG_IGN)
    guard unsafe unsafeBitCast(handler, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) else {
      return true
    }
    _ = Foundation.signal(number, handler)
    return false
  }

  private static func seconds(since first: timespec, _ now: timespec) -> Double {
    Double(now.tv_sec - first.tv_sec) + 1e-9 * Double(now.tv_nsec - first.tv_nsec)
  }

  // When the first signal of that kind came.
  nonisolated(unsafe) private static var receivedTime = timespec()

  // Written by the handler alone, which may do no more than that: C guarantees such stores to be whole.
  nonisolated(unsafe) private static var receivedSignal: sig_atomic_t = 0
}
