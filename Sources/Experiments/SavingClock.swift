internal import Foundation

/// Says when the state of a long computation is worth keeping again: rarely enough to cost little.
struct SavingClock {
  private let checkpoint: Checkpoint?
  private let start: Double
  private var next: Double

  init(_ checkpoint: Checkpoint?) {
    self.checkpoint = checkpoint
    start = ProcessInfo.processInfo.systemUptime
    next = start + (checkpoint?.interval ?? .infinity)
  }

  /// Whether it is time; cheap enough for every step.
  var isDue: Bool { next < .infinity && ProcessInfo.processInfo.systemUptime >= next }

  /// Whether there is somewhere to keep the result, and it took long enough.
  var isWorthKeeping: Bool {
    checkpoint.map { ProcessInfo.processInfo.systemUptime - start >= $0.shortestPiece } ?? false
  }

  /// Keeps the state and sets the next time.
  mutating func keep(_ state: some Encodable) throws {
    let before = ProcessInfo.processInfo.systemUptime
    try checkpoint?.keep(state)
    let now = ProcessInfo.processInfo.systemUptime
    guard let checkpoint else { return }
    next = now + max(checkpoint.interval, checkpoint.restraint * (now - before))
  }
}
