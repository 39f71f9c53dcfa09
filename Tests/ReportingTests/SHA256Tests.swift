import Reporting
import Testing

@Suite struct SHA256Tests {
  // FIPS 180-4's examples.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func knownAnswers(_ text: String, _ digest: String) { #expect(SHA256.hexadecimal(text) == digest) }

  @Test func piecesGiveTheDigestOfTheWhole() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    var whole = SHA256()
    whole.update(bytes)
    for size in [1, 3, 55, 56, 63, 64, 65, 200] {
      var digest = SHA256()
      for start in stride(from: 0, to: bytes.count, by: size) {
        digest.update(Array(bytes[start..<min(start + size, bytes.count)]))
      }
      #expect(digest.hexadecimal() == whole.hexadecimal())
    }
  }

  @Test func aMissingFile() {
    #expect(throws: FileError.unreadable(path: "/nowhere", reason: "no such file or directory")) {
      try SHA256.hexadecimal(fileAt: "/nowhere")
    }
  }
}
