import Foundation
import Reporting
import Testing

@Suite struct CSVTests {
  static let table: Table = {
    var table = Table([.string("name"), .integer("step"), .double("value")])
    let values: [Double] = [
      0.1, 1 / 3, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0, 1e16, 123456789, .infinity,
      -.infinity, .nan,
      -.nan, 1e-290, .leastNormalMagnitude, .pi,
    ]
    for (index, value) in values.enumerated() {
      table.append(.string("row \(index)"), .integer(index - 3), .double(value))
    }
    return table
  }()

  @Test func exactText() {
    var table = Table([.string("name"), .integer("step"), .double("value")])
    table.append("plain", 0, 0.1)
    table.append("a,b", -1, .double(.infinity))
    table.append("say \"hi\"", .integer(.max), .double(-.nan))
    table.append("two\nlines", .integer(.min), 1e-300)
    table.append("", 7, 100)
    #expect(
      CSV.text(table) == #"""
        name,step,value
        plain,0,0.1
        "a,b",-1,inf
        "say ""hi""",9223372036854775807,nan
        "two
        lines",-9223372036854775808,1e-300
        ,7,100.0

        """#)
  }

  @Test func doublesReadBackToTheSameBits() {
    #expect(violations(CSV.text(Self.table)).isEmpty)
  }

  /// A writer of fifteen digits, as `%.15g`, must be caught by the check above.
  @Test func shortDecimalsAreCaught() {
    let text = CSV.text(Self.table).split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let cells = line.split(separator: ",")
      guard cells.count == 3, let value = Double(String(cells[2])), value.isFinite else {
        return String(line)
      }
      return "\(cells[0]),\(cells[1])," + String(format: "%.15g", value)
    }
    #expect(!violations(text.joined(separator: "\n")).isEmpty)
  }

  @Test func filesOfSeveralChunks() throws {
    var table = Table([.integer("i"), .double("x")])
    for i in 0..<60_000 { table.append(.integer(i), .double(1 / Double(i + 1))) }
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("softmaxlab-\(UUID()).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try CSV.write(table, to: path)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.utf8.count > 1 << 20)
    #expect(text == CSV.text(table))
  }

  #if os(Linux)
  @Test func fullDisk() {
    #expect(throws: FileError.diskFull(path: "/dev/full")) { try CSV.write(Self.table, to: "/dev/full") }
  }
  #endif

  @Test func folderThatIsNotThere() {
    let path = "/nowhere/at/all.csv"
    #expect(throws: FileError.unwritable(path: path, reason: "no such file or directory")) {
      try CSV.write(Self.table, to: path)
    }
  }

  private func violations(_ text: String) -> [String] {
    let lines = text.split(separator: "\n").dropFirst()
    guard lines.count == Self.table.count else { return ["\(lines.count) lines"] }
    return zip(lines, Self.table.doubles("value")).compactMap { line, value in
      guard let read = line.split(separator: ",").last.flatMap({ Double(String($0)) }) else {
        return "\(line)"
      }
      return read.bitPattern == value.bitPattern || read.isNaN && value.isNaN ? nil : "\(line) for \(value)"
    }
  }

  @Test func rowsComeBack() {
    var table = Table([.string("name"), .integer("step"), .double("value")])
    table.append("plain", 0, 0.1)
    table.append("a,b", -1, .double(.infinity))
    table.append("say \"hi\", \"\" and\ngo", .integer(.max), .double(.nan))
    table.append("", 7, 100)
    #expect(
      CSV.rows(CSV.text(table)) == [
        ["name", "step", "value"], ["plain", "0", "0.1"], ["a,b", "-1", "inf"],
        ["say \"hi\", \"\" and\ngo", "\(Int.max)", "nan"], ["", "7", "100.0"],
      ])
    // A quote and an accent after it are one character.
    let accented = [["x\"\u{345},y", "\"\u{301}"]]
    #expect(CSV.rows(CSV.text(header: ["a", "b"], rows: accented)) == [["a", "b"]] + accented)
    #expect(CSV.rows("") == [] && CSV.rows("a,b\n1") == [["a", "b"], ["1"]])
  }
}
