/// The dictionary at the head of a `.npy` file, such as
/// `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`.
package struct NumPyHeader: Equatable {
  package var descriptor: String
  package var fortranOrder: Bool
  package var shape: [Int]
}

extension NumPyHeader {
  /// Reads the dictionary; anything but the three keys, each once, is refused.
  package init(parsing text: some Collection<UInt8>) throws(Malformed) {
    var parser = Parser(text)
    var descriptor: String?
    var fortranOrder: Bool?
    var shape: [Int]?
    try parser.expect("{")
    while !parser.accept("}") {
      let key = try parser.string()
      try parser.expect(":")
      switch key {
      case "descr" where descriptor == nil: descriptor = try parser.typeDescriptor()
      case "fortran_order" where fortranOrder == nil: fortranOrder = try parser.boolean()
      case "shape" where shape == nil: shape = try parser.shape()
      case "descr", "fortran_order", "shape": throw Malformed("'\(key)' stands there twice")
      default: throw Malformed("unknown key '\(key)'")
      }
      guard parser.accept(",") else {
        try parser.expect("}")
        break
      }
    }
    try parser.expectEnd()
    guard let descriptor else { throw Malformed("'descr' is missing") }
    guard let fortranOrder else { throw Malformed("'fortran_order' is missing") }
    guard let shape else { throw Malformed("'shape' is missing") }
    self.init(descriptor: descriptor, fortranOrder: fortranOrder, shape: shape)
  }

  /// Why a header cannot be read.
  package struct Malformed: Error, Equatable {
    package let reason: String
    package init(_ reason: String) { self.reason = reason }
  }
}

/// The few forms of Python literals a header is made of.
private struct Parser {
  private typealias Malformed = NumPyHeader.Malformed
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: some Collection<UInt8>) { bytes = Array(text) }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  /// Steps over `token` if it comes next.
  mutating func accept(_ token: StaticString) -> Bool {
    skipSpace()
    let expected = Array("\(token)".utf8)
    guard bytes[position...].starts(with: expected) else { return false }
    position += expected.count
    return true
  }

  mutating func expect(_ token: StaticString) throws(NumPyHeader.Malformed) {
    guard accept(token) else { throw Malformed("'\(token)' expected at byte \(position)") }
  }

  mutating func expectEnd() throws(NumPyHeader.Malformed) {
    skipSpace()
    guard position == bytes.count else { throw Malformed("unexpected text at byte \(position)") }
  }

  mutating func string() throws(NumPyHeader.Malformed) -> String {
    skipSpace()
    guard position < bytes.count,
      let quote = [UInt8(ascii: "'"), UInt8(ascii: "\"")].first(where: {
        $0 == bytes[position]
      })
    else { throw Malformed("a quoted string expected at byte \(position)") }
    let start = position + 1
    guard let end = bytes[start...].firstIndex(of: quote) else {
      throw Malformed("the string at byte \(position) does not end")
    }
    position = end + 1
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// A type string, or for a structured type (a list) a word for it.
  mutating func typeDescriptor() throws(NumPyHeader.Malformed) -> String {
    guard accept("[") else { return try string() }
    // Nested lists of fields: the rest of the header is of no interest, the type is refused anyway.
    throw Malformed("structured types are not read; save the array as float64 or float32")
  }

  mutating func boolean() throws(NumPyHeader.Malformed) -> Bool {
    if accept("True") { return true }
    try expect("False")
    return false
  }

  mutating func shape() throws(NumPyHeader.Malformed) -> [Int] {
    var sizes: [Int] = []
    try expect("(")
    while !accept(")") {
      sizes.append(try size())
      guard accept(",") else {
        // (3) is a number in parentheses, not a tuple.
        guard sizes.count > 1 else { throw Malformed("the shape is not a tuple") }
        try expect(")")
        break
      }
    }
    guard sizes.count <= 64 else { throw Malformed("the shape has more than 64 axes") }
    return sizes
  }

  private mutating func size() throws(NumPyHeader.Malformed) -> Int {
    skipSpace()
    let digits = bytes[position...].prefix { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }
    let text = String(decoding: digits, as: UTF8.self)
    guard let size = Int(text), size >= 0 else {
      throw Malformed(
        digits.isEmpty ? "a size expected at byte \(position)" : "\(text.prefix(24)) is no size of an axis")
    }
    position += digits.count
    // Python 2 wrote long integers with an L.
    _ = accept("L")
    return size
  }
}
