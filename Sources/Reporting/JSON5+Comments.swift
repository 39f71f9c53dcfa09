extension JSON5Parser {
  /// Skips blanks, and keeps the comments among them.
  mutating func skipBlanks() throws(JSON5.SyntaxError) {
    while let byte = peek {
      switch byte {
      case 0x09...0x0D, 0x20: position += 1
      case 0xC2 where next(1) == 0xA0: position += 2
      case UInt8(ascii: "/"): try parseComment()
      default: return
      }
    }
  }

  /// Gives the comments that wait to the key or element that follows them.
  mutating func claimComments(_ path: String) {
    if !pending.isEmpty { comments[path] = pending.joined(separator: " ") }
    pending = []
  }

  private mutating func parseComment() throws(JSON5.SyntaxError) {
    let start = position
    var end = position + 2
    switch next(1) {
    case UInt8(ascii: "/"):
      while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
      note(bytes[(start + 2)..<end], at: start)
      position = end
    case UInt8(ascii: "*"):
      while end + 1 < bytes.count, bytes[end] != UInt8(ascii: "*") || bytes[end + 1] != UInt8(ascii: "/") {
        end += 1
      }
      guard end + 1 < bytes.count else { throw error("a comment is not closed") }
      note(bytes[(start + 2)..<end], at: start)
      position = end + 2
    default: throw error("unexpected character")
    }
  }

  private mutating func note(_ comment: ArraySlice<UInt8>, at start: Int) {
    let words = String(decoding: comment, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      .filter { $0 != "*" }.joined(separator: " ")
    guard !words.isEmpty else { return }
    if let last, !bytes[last.end..<start].contains(0x0A) {
      comments[last.path] = [comments[last.path], words].compactMap(\.self).joined(separator: " ")
    } else {
      pending.append(words)
    }
  }
}
