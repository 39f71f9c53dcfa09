/// A named stream of random numbers: the same seed and name give the same draws, for ever.
///
/// Each purpose has a name of its own (`tokens`, `initial prompt`, `mini-batches`), and the stream's key is
/// (seed, hash of the name): adding a purpose never changes the draws of another. The hash is FNV-1a of
/// the name's UTF-8 bytes; Philox mixes its keys, so the hash need only tell names apart.
public struct RandomStream: RandomNumberGenerator, Codable, Equatable, Sendable {
  /// The seed of the experiment, shared by its streams.
  public let seed: UInt64

  /// What the numbers are for.
  public let name: String

  private var generator: Philox

  /// The stream for `name` under `seed`, at its beginning.
  public init(seed: UInt64, name: String) {
    self.seed = seed
    self.name = name
    generator = Philox(key: (seed, Self.hash(name)))
  }

  /// The stream `name/part` under the same seed, at its beginning.
  ///
  /// It depends on the seed and the two names only, not on how far this stream has been read.
  public func substream(_ part: String) -> RandomStream {
    RandomStream(seed: seed, name: name + "/" + part)
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 { generator.next() }

  /// Moves as `draws` raw draws would; a uniform or a normal number costs one each.
  ///
  /// - Complexity: Constant.
  public mutating func skip(_ draws: UInt64) { generator.skip(draws) }

  /// A number uniform on the multiples of 2⁻⁵³ in [0, 1), from one raw draw.
  ///
  /// Corresponds to NumPy `Generator(Philox(…)).random()`.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A standard normal number, from one raw draw.
  ///
  /// z = Φ⁻¹((k + ½)·2⁻⁵³) for the 53 leading bits k: symmetric about 0 and at most 8.3 in magnitude.
  @inline(__always)
  public mutating func normal() -> Double {
    Self.normal(from: next())
  }

  /// Overwrites `array` with independent normal numbers of standard deviation `scale`, in order.
  ///
  /// The same draws as ``normal()`` called for each element.
  ///
  /// - Complexity: One raw draw an element (some 15 ns), no allocation.
  public mutating func fillNormal(_ array: inout [Double], scale: Double = 1) {
    for i in array.indices { array[i] = scale * normal() }
  }

  /// `count` independent normal numbers of standard deviation `scale`.
  public mutating func normals(_ count: Int, scale: Double = 1) -> [Double] {
    var array = [Double](repeating: 0, count: count)
    fillNormal(&array, scale: scale)
    return array
  }

  /// An index uniform on 0 ..< `bound`, without bias; `bound` must be positive.
  ///
  /// - Complexity: One raw draw, rarely more.
  /// - Reference: Lemire (2019), "Fast random integer generation in an interval".
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0, "an index needs a positive bound")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      // 2⁶⁴ mod bound low words would favour some indices: draw again there.
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// A permutation of 0 ..< `count`, uniform over all of them.
  ///
  /// - Complexity: `count` − 1 indices.
  /// - Reference: Fisher and Yates (1938) in the form of Durstenfeld (1964).
  public mutating func permutation(_ count: Int) -> [Int] {
    var permutation = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      permutation.swapAt(last, index(below: last + 1))
    }
    return permutation
  }

  /// The normal number made of one raw draw.
  @inline(__always)
  private static func normal(from raw: UInt64) -> Double {
    // k − 2⁵² + ½ is exact for every k, so the quantile's argument carries all 53 bits in both tails.
    let centred = Double(Int64(raw >> 11) - (1 << 52)) + 0.5
    return NormalDistribution.quantile(centred: centred * 0x1p-53)
  }

  /// The 64-bit FNV-1a hash (Fowler, Noll, Vo) of a name's UTF-8 bytes.
  package static func hash(_ name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
