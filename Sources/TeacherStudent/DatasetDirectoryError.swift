/// Why a folder cannot be read or written as a dataset.
public enum DatasetDirectoryError: Error, Equatable, Sendable {
  /// There is no such folder.
  case notADirectory(path: String)
  /// The folder lacks a file that every dataset has.
  case missingFile(path: String)
  /// A file of a dataset stands there already.
  case alreadyExists(path: String)
  /// The folder cannot be made or filled.
  case unwritable(path: String, reason: String)
  /// The disk filled up while the folder was written.
  case diskFull(path: String)
  /// A file cannot be used.
  case file(NumPyFileError)
}

extension DatasetDirectoryError {
  /// Whether the disk filled up: no fault of what was asked for.
  public var isDiskFull: Bool {
    switch self {
    case .diskFull: true
    case .file(let error): error.fault == .diskFull
    default: false
    }
  }
}

extension DatasetDirectoryError: CustomStringConvertible {
  /// The error as one line that names the file.
  public var description: String {
    switch self {
    case .notADirectory(let path): "there is no dataset at \(path): it is not a directory"
    case .missingFile(let path): "\(path) is missing"
    case .alreadyExists(let path): "\(path) exists already"
    case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
    case .diskFull(let path): "cannot write \(path): the disk is full"
    case .file(let error): "\(error)"
    }
  }
}
