internal import Foundation

/// What went wrong with a file, and with which.
public enum FileError: Error, Equatable, CustomStringConvertible {
  /// It cannot be made, opened or changed.
  case unwritable(path: String, reason: String)
  /// It cannot be read.
  case unreadable(path: String, reason: String)
  /// The disk filled up while it was written.
  case diskFull(path: String)
  /// It is there and must not be overwritten.
  case exists(path: String)

  /// One line that names the file.
  public var description: String {
    switch self {
    case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    case .diskFull(let path): "cannot write \(path): the disk is full"
    case .exists(let path): "\(path) exists; --force replaces it"
    }
  }

  /// Whether the reader of a pipe has gone away.
  public var isBrokenPipe: Bool { isUnwritable(EPIPE) }

  /// Whether the folder to write in is not there.
  public var isMissingFolder: Bool { isUnwritable(ENOENT) }

  private func isUnwritable(_ code: Int32) -> Bool {
    guard case .unwritable(_, let reason) = self else { return false }
    return reason == Self.reason(of: code)
  }

  /// An error met while writing to `path`.
  public init(writing path: String, _ error: any Error) {
    if let error = error as? FileError {
      self = error
      return
    }
    let code = Self.posixCode(of: error)
    self =
      code == ENOSPC || code == EDQUOT
      ? .diskFull(path: path) : .unwritable(path: path, reason: Self.reason(code, error))
  }

  /// An error met while reading `path`.
  public init(reading path: String, _ error: any Error) {
    self = .unreadable(path: path, reason: Self.reason(Self.posixCode(of: error), error))
  }

  private static func reason(_ code: Int32?, _ error: any Error) -> String {
    code.map(reason(of:)) ?? error.localizedDescription
  }

  private static func reason(of code: Int32) -> String { unsafe String(cString: strerror(code)).lowercased() }

  /// Foundation wraps the system's error number, or replaces it by a code of its own.
  private static func posixCode(of error: any Error) -> Int32? {
    var error = error as NSError
    while error.domain != NSPOSIXErrorDomain {
      guard let underlying = error.userInfo[NSUnderlyingErrorKey] as? any Error else { break }
      error = underlying as NSError
    }
    if error.domain == NSPOSIXErrorDomain { return Int32(error.code) }
    guard error.domain == NSCocoaErrorDomain else { return nil }
    return switch CocoaError.Code(rawValue: error.code) {
    case .fileNoSuchFile, .fileReadNoSuchFile: ENOENT
    case .fileWriteNoPermission, .fileReadNoPermission: EACCES
    case .fileWriteOutOfSpace: ENOSPC
    case .fileWriteVolumeReadOnly: EROFS
    case .fileWriteFileExists: EEXIST
    default: nil
    }
  }
}
