extension JSONValue {
  /// The value as JSON text with sorted keys: equal values give equal bytes.
  ///
  /// Decimals are the shortest that read back to the same double; infinities and NaN are the strings
  /// "inf", "-inf", "nan". Lists without objects or lists in them stay on one line.
  ///
  /// - Parameter indented: Two spaces a level and a final newline, or everything on one line without blanks.
  public func serialized(indented: Bool = true) -> String {
    var text = ""
    write(to: &text, indentation: indented ? "" : nil)
    if indented { text += "\n" }
    return text
  }

  private func write(to text: inout String, indentation: String?) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .unsigned(let value): text += String(value)
    case .double(let value): text += Self.decimal(value)
    case .string(let value): text += Self.quoted(value)
    case .array(let elements):
      let nested = elements.contains { $0.members != nil || $0.elements != nil }
      let inner = nested ? indentation.map { $0 + "  " } : nil
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += indentation != nil && inner == nil ? ", " : "," }
        if let inner { text += "\n" + inner }
        element.write(to: &text, indentation: inner)
      }
      if inner != nil, let indentation { text += "\n" + indentation }
      text += "]"
    case .object(let members):
      let inner = members.isEmpty ? nil : indentation.map { $0 + "  " }
      text += "{"
      for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { text += "," }
        if let inner { text += "\n" + inner }
        text += Self.quoted(member.key) + (indentation == nil ? ":" : ": ")
        member.value.write(to: &text, indentation: inner)
      }
      if inner != nil, let indentation { text += "\n" + indentation }
      text += "}"
    }
  }

  /// A double as JSON: whole numbers without ".0", non-finite ones as strings.
  private static func decimal(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "\"nan\"" : value > 0 ? "\"inf\"" : "\"-inf\"" }
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func quoted(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
