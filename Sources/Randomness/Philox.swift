/// The counter-based generator Philox 4×64-10, bit for bit the raw stream of NumPy's `Philox`.
///
/// A bijection of 256-bit counters, keyed by 128 bits and made of ten rounds of two 64 × 64-bit products, turns
/// each counter into four outputs. As in NumPy the counter is advanced *before* a block is made, so that
/// draw n (from 0) is word n mod 4 of the block at `counter + 1 + n / 4`; additions wrap modulo 2²⁵⁶. The state
/// is the key, the counter and the position in the block: streams of different keys are independent,
/// and any draw can be reached in constant time (``skip(_:)``).
///
/// - Complexity: 20 wide products for four draws, no allocation.
/// - Reference: Salmon, Moraes, Dror, Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3".
public struct Philox: RandomNumberGenerator, Equatable, Sendable {
  /// The key, least significant word first.
  public let key: SIMD2<UInt64>

  /// The counter of the current block, least significant word first.
  public private(set) var counter: SIMD4<UInt64>

  /// How many words of the current block are used up; 4 asks for the next block.
  public private(set) var position: Int

  private var block: SIMD4<UInt64>

  /// The generator NumPy makes by `Philox(key=[k0, k1], counter=[c0, c1, c2, c3])`.
  public init(key: (UInt64, UInt64), counter: SIMD4<UInt64> = .zero) {
    self.key = SIMD2(key.0, key.1)
    self.counter = counter
    position = 4
    block = .zero
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    if position == 4 {
      counter = Self.sum(counter, 1)
      block = Self.block(counter: counter, key: key)
      position = 0
    }
    defer { position += 1 }
    return block[position]
  }

  /// Moves as `draws` calls of ``next()`` would.
  ///
  /// - Complexity: Constant.
  public mutating func skip(_ draws: UInt64) {
    // Of the current block 4 − position words are left.
    let left = UInt64(4 - position)
    guard draws > left else {
      position += Int(draws)
      return
    }
    let beyond = draws - left
    counter = Self.sum(counter, (beyond - 1) / 4 + 1)
    block = Self.block(counter: counter, key: key)
    position = Int((beyond - 1) % 4) + 1
  }

  /// Adds 2¹²⁸ to the counter and begins with a fresh block: as far again as any stream will ever be read.
  ///
  /// Corresponds to NumPy `Philox.jumped(1)`.
  public mutating func jump() {
    counter[2] &+= 1
    if counter[2] == 0 { counter[3] &+= 1 }
    position = 4
    block = .zero
  }

  /// The four outputs of one counter: ten rounds of the keyed bijection.
  package static func block(counter: SIMD4<UInt64>, key: SIMD2<UInt64>) -> SIMD4<UInt64> {
    var (x0, x1, x2, x3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = (key[0], key[1])
    for _ in 0..<10 {
      let first = x0.multipliedFullWidth(by: 0xD2E7_470E_E14C_6C93)
      let second = x2.multipliedFullWidth(by: 0xCA5A_8263_9512_1157)
      (x0, x1, x2, x3) = (second.high ^ x1 ^ k0, second.low, first.high ^ x3 ^ k1, first.low)
      // The Weyl sequence of keys: the golden ratio and √3 − 1, times 2⁶⁴.
      k0 &+= 0x9E37_79B9_7F4A_7C15
      k1 &+= 0xBB67_AE85_84CA_A73B
    }
    return SIMD4(x0, x1, x2, x3)
  }

  /// The counter plus `increment`, modulo 2²⁵⁶.
  package static func sum(_ counter: SIMD4<UInt64>, _ increment: UInt64) -> SIMD4<UInt64> {
    var sum = counter
    sum[0] &+= increment
    guard sum[0] < increment else { return sum }
    for word in 1..<4 {
      sum[word] &+= 1
      if sum[word] != 0 { break }
    }
    return sum
  }
}

extension Philox: Codable {
  private enum CodingKeys: String, CodingKey {
    case key, counter, position
  }

  /// Restores a state: the key, the counter and the position; the block follows from them.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    key = try container.decode(SIMD2<UInt64>.self, forKey: .key)
    counter = try container.decode(SIMD4<UInt64>.self, forKey: .counter)
    position = try container.decode(Int.self, forKey: .position)
    guard (0...4).contains(position) else {
      throw DecodingError.dataCorruptedError(
        forKey: .position, in: container, debugDescription: "position must lie in 0 … 4, not \(position)")
    }
    block = position == 4 ? .zero : Self.block(counter: counter, key: key)
  }

  /// Writes the key, the counter and the position.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(key, forKey: .key)
    try container.encode(counter, forKey: .counter)
    try container.encode(position, forKey: .position)
  }

  /// Whether two generators will produce the same draws from here on at the same counters.
  public static func == (a: Philox, b: Philox) -> Bool {
    a.key == b.key && a.counter == b.counter && a.position == b.position
  }
}
