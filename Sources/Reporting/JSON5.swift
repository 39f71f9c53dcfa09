/// Reads JSON5: JSON with comments, unquoted keys, trailing commas, hexadecimal and non-finite numbers.
///
/// Foundation's decoder accepts JSON5 too, but forgets the comments, which are where a specification keeps its
/// reasons, lets a repeated key pass, and does not say on which line the mistake stands.
///
/// - Reference: The JSON5 Data Interchange Format, version 1.0.0 (2018).
public enum JSON5 {
  /// A value and the comments beside its keys.
  public struct Document: Equatable, Sendable {
    /// What the text says.
    public var value: JSONValue
    /// The comment of each key path (`descent.steps`, `panels[0].ratio`): the lines above the key, or the
    /// remark that ends its line.
    public var comments: [String: String]
  }

  /// Where and why a text is not JSON5.
  public struct SyntaxError: Error, Equatable, CustomStringConvertible {
    /// The line, from 1.
    public var line: Int
    /// The column, in bytes from 1.
    public var column: Int
    /// What is wrong.
    public var reason: String

    /// One line.
    public var description: String { "line \(line), column \(column): \(reason)" }
  }

  /// Reads one value, which must be all there is beside blanks and comments.
  ///
  /// - Complexity: O(length) time; nesting is limited to 200 levels.
  public static func parse(_ text: String) throws(SyntaxError) -> Document {
    var parser = JSON5Parser(text)
    return try parser.parseDocument()
  }
}

/// The grammar of values; blanks and comments, strings and numbers have files of their own.
struct JSON5Parser {
  let bytes: [UInt8]
  var position = 0
  var comments: [String: String] = [:]
  /// Comments seen since the last key, waiting for the next.
  var pending: [String] = []
  /// The key path whose value ended last, and where: a comment on the same line is its remark.
  var last: (path: String, end: Int)?
  private var depth = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func parseDocument() throws(JSON5.SyntaxError) -> JSON5.Document {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    let value = try parseValue(path: "")
    try skipBlanks()
    guard position == bytes.count else { throw error("unexpected text after the value") }
    return JSON5.Document(value: value, comments: comments)
  }

  private mutating func parseValue(path: String) throws(JSON5.SyntaxError) -> JSONValue {
    try skipBlanks()
    guard let byte = peek else { throw error("a value is missing") }
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard depth < 200 else { throw error("nested too deeply") }
      depth += 1
      defer { depth -= 1 }
      position += 1
      return byte == UInt8(ascii: "{") ? try parseObject(path) : try parseArray(path)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try parseString())
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      return try parseNumber()
    default:
      let start = position
      switch parseWord() {
      case "true": return .bool(true)
      case "false": return .bool(false)
      case "null": return .null
      case "Infinity": return .double(.infinity)
      case "NaN": return .double(.nan)
      case let word:
        position = start
        throw error(word.isEmpty ? "unexpected character" : "\"\(word)\" is no value; strings need quotes")
      }
    }
  }

  private mutating func parseObject(_ path: String) throws(JSON5.SyntaxError) -> JSONValue {
    var members: [JSONValue.Member] = []
    var keys: Set<String> = []
    last = nil
    while true {
      try skipBlanks()
      if take("}") { break }
      let start = position
      let key = try parseKey()
      guard keys.insert(key).inserted else {
        position = start
        throw error("the key \"\(key)\" is given twice")
      }
      let keyPath = path.isEmpty ? key : path + "." + key
      try skipBlanks()
      guard take(":") else { throw error("a colon is missing after the key \"\(key)\"") }
      claimComments(keyPath)
      members.append(JSONValue.Member(key, try parseValue(path: keyPath)))
      try endItem(keyPath, closing: "}")
    }
    pending = []
    return .object(members)
  }

  private mutating func parseArray(_ path: String) throws(JSON5.SyntaxError) -> JSONValue {
    var elements: [JSONValue] = []
    last = nil
    while true {
      try skipBlanks()
      if take("]") { break }
      let elementPath = "\(path)[\(elements.count)]"
      claimComments(elementPath)
      elements.append(try parseValue(path: elementPath))
      try endItem(elementPath, closing: "]")
    }
    pending = []
    return .array(elements)
  }

  private mutating func endItem(_ path: String, closing: Unicode.Scalar) throws(JSON5.SyntaxError) {
    last = (path, position)
    try skipBlanks()
    guard take(",") || peek == UInt8(ascii: closing) else {
      throw error("a comma or a closing \(closing) is missing")
    }
  }

  private mutating func parseKey() throws(JSON5.SyntaxError) -> String {
    if peek == UInt8(ascii: "\"") || peek == UInt8(ascii: "'") { return try parseString() }
    let start = position
    let word = parseWord()
    guard let first = word.utf8.first, !first.isDigit else {
      position = start
      throw error(peek == nil ? "a closing } is missing" : "a key is missing")
    }
    return word
  }

  /// An identifier: ASCII letters, digits, `_`, `$` and anything beyond ASCII.
  private mutating func parseWord() -> String {
    let start = position
    while let byte = peek,
      byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") || byte.isAlphanumeric
    {
      position += 1
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  // MARK: - Bytes

  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  func next(_ offset: Int) -> UInt8? { position + offset < bytes.count ? bytes[position + offset] : nil }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  func error(_ reason: String) -> JSON5.SyntaxError {
    let before = bytes[..<min(position, bytes.count)]
    let line = before.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
    let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
    return JSON5.SyntaxError(line: line, column: column, reason: reason)
  }
}

extension UInt8 {
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  var isAlphanumeric: Bool {
    isDigit || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
  }
}
