import Randomness

/// Changes inputs the way files get damaged and people mistype: bytes, ranges, words of other inputs, depth, numbers
/// at the edge of what a double holds.
struct Mutator {
  private var stream: RandomStream
  private let seeds: [[UInt8]]
  private let words: [[UInt8]]

  init(seeds: [[UInt8]], stream: RandomStream) {
    (self.seeds, self.stream) = (seeds, stream)
    let separators = Set(",:{}[]=\n \"'".utf8)
    let own = seeds.flatMap { $0.split(whereSeparator: separators.contains).map(Array.init) }
    words = Array(Set(own)).sorted { $0.lexicographicallyPrecedes($1) } + Self.edges.map { Array($0.utf8) }
  }

  private static let edges = [
    "NaN", "Infinity", "-Infinity", "nan", "inf", "1e308", "1e309", "-1e-324", "0x", "0xFFFFFFFFFFFFFFFFF",
    "-0", "+",
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616", "1e", ".",
    "..",
    "\\u", "\\uD800", "\\", "//", "/*", "*/", "\u{FEFF}", "\u{2028}", "null", "true", "[[[[", "{\"", "}",
    "--", "=",
  ]

  /// A seed with one to six changes, only one in a third of all cases: many changes seldom leave what the grammar allows.
  mutating func next() -> [UInt8] {
    var bytes = seeds[stream.index(below: seeds.count)]
    for _ in 0..<(below(3) == 0 ? 1 : 2 + below(5)) { change(&bytes) }
    return bytes.count <= 65536 ? bytes : Array(bytes.prefix(65536))
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let place = bytes.isEmpty ? 0 : below(bytes.count)
    switch below(12) {
    case 0 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8(below(8))
    case 1 where !bytes.isEmpty: bytes[place] = UInt8(below(256))
    case 2: bytes.insert(UInt8(below(256)), at: place)
    case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(8)))
    case 4: bytes.removeLast(below(bytes.count + 1))
    case 5:
      let range = bytes[place..<min(bytes.count, place + 1 + below(16))]
      // Now and then so often that a cost beyond the linear shows.
      let times = below(8) == 0 ? 1 << below(12) : 1
      bytes.insert(contentsOf: Array(repeatElement(range, count: times).joined()), at: place)
    case 6, 7: bytes.insert(contentsOf: words[below(words.count)], at: place)
    case 8: replaceWord(in: &bytes, at: place)
    case 9:
      let other = seeds[below(seeds.count)]
      bytes = Array(bytes[..<place]) + other[(other.isEmpty ? 0 : below(other.count))...]
    case 10:
      let pair = below(2) == 0 ? "[]" : "{}"
      let depth = 1 << below(13)
      bytes.insert(contentsOf: Array(repeating: pair.utf8.first ?? 0, count: depth), at: place)
    default: if !bytes.isEmpty { bytes.swapAt(place, below(bytes.count)) }
    }
  }

  /// Puts a word in the place of the one that stands there.
  private mutating func replaceWord(in bytes: inout [UInt8], at place: Int) {
    func isWord(_ byte: UInt8) -> Bool {
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 46
        || byte == 45
    }
    var (start, end) = (place, place)
    while start > 0, isWord(bytes[start - 1]) { start -= 1 }
    while end < bytes.count, isWord(bytes[end]) { end += 1 }
    bytes.replaceSubrange(start..<end, with: words[below(words.count)])
  }

  private mutating func below(_ bound: Int) -> Int { stream.index(below: bound) }
}
