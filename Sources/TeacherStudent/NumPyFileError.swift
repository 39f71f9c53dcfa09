/// What is wrong with a `.npy` file, or with writing one.
public struct NumPyFileError: Error, Equatable, Sendable {
  /// The kinds of fault.
  public enum Fault: Equatable, Sendable {
    /// The file cannot be read.
    case unreadable(reason: String)
    /// The file cannot be written.
    case unwritable(reason: String)
    /// The disk filled up while the file was written.
    case diskFull
    /// The file does not begin as a `.npy` file does.
    case notNumPy
    /// A format version after 3.
    case unsupportedVersion(major: UInt8, minor: UInt8)
    /// The file ends within its header.
    case truncatedHeader(bytes: Int, needed: Int)
    /// The header is not the dictionary it should be.
    case malformedHeader(reason: String)
    /// Elements that are not float32 or float64.
    case unsupportedType(String)
    /// The product of the shape does not fit into an integer.
    case tooLarge(shape: [Int])
    /// The data end too early.
    case truncatedData(bytes: Int, needed: Int)
    /// Bytes follow the data.
    case trailingBytes(Int)
    /// An element is NaN or infinite.
    case notFinite(index: [Int], value: Double)
    /// The shape is not the one needed, for a reason given in words.
    case shapeMismatch(shape: [Int], requirement: String)
  }

  /// The file, as it was named.
  public let file: String
  /// What is wrong with it.
  public let fault: Fault

  /// A fault of a file.
  public init(file: String, fault: Fault) {
    self.file = file
    self.fault = fault
  }
}

extension NumPyFileError: CustomStringConvertible {
  /// The error as one line that names the file.
  public var description: String {
    switch fault {
    case .unreadable(let reason): return "cannot read \(file): \(reason)"
    case .unwritable(let reason): return "cannot write \(file): \(reason)"
    case .diskFull: return "cannot write \(file): the disk is full"
    case .notNumPy: return "\(file) is not a .npy file"
    case .unsupportedVersion(let major, let minor):
      return "\(file) has .npy format version \(major).\(minor); versions 1.0 to 3.0 are read"
    case .truncatedHeader(let bytes, let needed):
      return "\(file) is truncated: its header needs \(needed) bytes, the file has \(bytes)"
    case .malformedHeader(let reason): return "\(file) has a malformed .npy header: \(reason)"
    case .unsupportedType(let type):
      return "\(file) has elements of type \(type); save it as float64 or float32"
    case .tooLarge(let shape): return "\(file) claims the impossible shape \(NumPyArray.text(shape))"
    case .truncatedData(let bytes, let needed):
      return "\(file) is truncated: its shape needs \(needed) bytes of data, the file has \(bytes)"
    case .trailingBytes(let count): return "\(file) has \(count) bytes after its data"
    case .notFinite(let index, let value):
      return "\(file) holds \(value) at index [\(index.map(String.init).joined(separator: ", "))]"
    case .shapeMismatch(let shape, let requirement):
      return "\(file) has shape \(NumPyArray.text(shape)); \(requirement)"
    }
  }
}
