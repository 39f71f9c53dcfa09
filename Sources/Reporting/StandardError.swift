internal import Foundation

/// The stream for progress and messages.
public enum StandardError {
  /// Whether a person's terminal shows it.
  public static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes text; a closed or full stderr is nobody's concern.
  public static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
