extension JSON5Parser {
  mutating func parseNumber() throws(JSON5.SyntaxError) -> JSONValue {
    let start = position
    while let byte = peek, byte.isAlphanumeric || "+-.".utf8.contains(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let value = Self.number(text) else {
      position = start
      throw error("\"\(text)\" is no number that a double can hold")
    }
    return value
  }

  private static func number(_ text: String) -> JSONValue? {
    let negative = text.hasPrefix("-")
    let magnitude = negative || text.hasPrefix("+") ? text.dropFirst() : text[...]
    switch magnitude {
    case "Infinity": return .double(negative ? -.infinity : .infinity)
    case "NaN": return .double(.nan)
    default: break
    }
    if magnitude.hasPrefix("0x") || magnitude.hasPrefix("0X") {
      let digits = magnitude.dropFirst(2)
      guard digits.utf8.allSatisfy(\.isAlphanumeric), let value = UInt(digits, radix: 16) else { return nil }
      guard negative else { return Int(exactly: value).map { .integer($0) } ?? .unsigned(value) }
      return Int(exactly: value).map { .integer(-$0) }
    }
    let digits = magnitude.utf8.prefix(while: \.isDigit)
    guard digits.count <= 1 || digits.first != UInt8(ascii: "0") else { return nil }
    if digits.count == magnitude.utf8.count, !digits.isEmpty {
      // No integer has the sign of −0.
      if let value = Int(text), !negative || value != 0 { return .integer(value) }
      if !negative, let value = UInt(magnitude) { return .unsigned(value) }
    }
    guard magnitude.utf8.contains(where: \.isDigit), !digits.isEmpty || magnitude.first == ".",
      magnitude.utf8.allSatisfy({ $0.isDigit || ".eE+-".utf8.contains($0) }),
      let value = Double(String(magnitude)), value.isFinite
    else { return nil }
    return .double(negative ? -value : value)
  }

  mutating func parseString() throws(JSON5.SyntaxError) -> String {
    let quote = bytes[position]
    position += 1
    var text: [UInt8] = []
    while let byte = peek {
      position += 1
      switch byte {
      case quote: return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try parseEscape(into: &text)
      case 0x0A, 0x0D:
        position -= 1
        throw error("a string is not closed on its line")
      default: text.append(byte)
      }
    }
    throw error("a string is not closed")
  }

  private mutating func parseEscape(into text: inout [UInt8]) throws(JSON5.SyntaxError) {
    guard let byte = peek else { throw error("a string is not closed") }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "v"): text.append(0x0B)
    case UInt8(ascii: "0"): text.append(0)
    case 0x0A: break  // a line continued
    case 0x0D: _ = take("\n")
    case UInt8(ascii: "x"): try append(parseHexadecimal(digits: 2), to: &text)
    case UInt8(ascii: "u"):
      var code = try parseHexadecimal(digits: 4)
      if (0xD800..<0xDC00).contains(code), take("\\"), take("u") {
        let low = try parseHexadecimal(digits: 4)
        guard (0xDC00..<0xE000).contains(low) else { throw error("half a surrogate pair") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      try append(code, to: &text)
    default: text.append(byte)
    }
  }

  private func append(_ code: UInt32, to text: inout [UInt8]) throws(JSON5.SyntaxError) {
    guard let scalar = Unicode.Scalar(code) else { throw error("half a surrogate pair") }
    text.append(contentsOf: String(Character(scalar)).utf8)
  }

  private mutating func parseHexadecimal(digits: Int) throws(JSON5.SyntaxError) -> UInt32 {
    let end = position + digits
    guard end <= bytes.count, bytes[position..<end].allSatisfy(\.isAlphanumeric),
      let value = UInt32(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16)
    else { throw error("\(digits) hexadecimal digits are missing") }
    position = end
    return value
  }
}
