import Foundation
import Reporting
import Testing

@Suite struct FingerprintTests {
  private func fingerprint(_ bytes: [UInt8]) throws -> String {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("fingerprint-\(UUID())")
    defer { try? FileManager.default.removeItem(at: url) }
    try Data(bytes).write(to: url)
    return try Fingerprint.hexadecimal(fileAt: url.path)
  }

  /// Every bit counts, and so does the length.
  @Test func nearbyFilesDiffer() throws {
    let bytes = (0..<29).map { UInt8($0 * 7) }
    var seen: Set = [try fingerprint(bytes), try fingerprint([]), try fingerprint([0])]
    for index in bytes.indices {
      for bit in 0..<8 {
        var other = bytes
        other[index] ^= 1 << UInt8(bit)
        seen.insert(try fingerprint(other))
      }
    }
    for count in [16, 24, 28] { seen.insert(try fingerprint(Array(bytes[..<count]))) }
    seen.insert(try fingerprint(bytes + [0]))
    #expect(seen.count == 3 + 29 * 8 + 4)
    #expect(seen.allSatisfy { $0.count == 16 })
  }

  @Test func equalFilesAgree() throws {
    #expect(try fingerprint(Array("softmax".utf8)) == fingerprint(Array("softmax".utf8)))
  }

  @Test func missingFiles() {
    #expect(throws: FileError.self) { try Fingerprint.hexadecimal(fileAt: "/nowhere/at/all") }
  }
}
