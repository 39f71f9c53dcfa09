import Foundation
import Randomness
import Testing

@Suite struct RandomStreamTests {
  /// NumPy: `Philox(key=u64([7, 0x93fab8f021712b13])).random_raw()`, the second word being FNV-1a of "tokens".
  @Test func keyIsTheSeedAndTheHashOfTheName() {
    #expect(RandomStream.hash("") == 0xcbf2_9ce4_8422_2325)
    #expect(RandomStream.hash("a") == 0xaf63_dc4c_8601_ec8c)
    #expect(RandomStream.hash("foobar") == 0x8594_4171_f739_67e8)
    var stream = RandomStream(seed: 7, name: "tokens")
    var raw = Philox(key: (7, 0x93fa_b8f0_2171_2b13))
    for _ in 0..<9 { #expect(stream.next() == raw.next()) }
  }

  /// NumPy: `Generator(Philox(key=…)).random(4)`; here the raw words are shared through the stream's key.
  @Test func uniformIsNumPysRandom() {
    var stream = RandomStream(seed: 7, name: "tokens")
    var raw = Philox(key: (7, 0x93fa_b8f0_2171_2b13))
    for _ in 0..<100 {
      let value = stream.uniform()
      #expect(value == Double(raw.next() >> 11) / 9007199254740992.0)
      #expect(value >= 0 && value < 1)
    }
  }

  /// mpmath: Φ⁻¹((k + ½)/2⁵³) of the stream's first four draws.
  @Test func normalsInvertTheDistribution() {
    var stream = RandomStream(seed: 7, name: "tokens")
    for value in [0.5877435377010509, -0.01640154864628523, 0.506913997201232, -0.7060581865770797] {
      #expect(abs(stream.normal() / value - 1) < 1e-15)
    }
  }

  @Test func fillingEqualsDrawingOneByOne() {
    var filled = RandomStream(seed: 1, name: "x")
    var drawn = filled
    _ = filled.next()
    _ = drawn.next()
    var array = [Double](repeating: 0, count: 11)
    filled.fillNormal(&array, scale: 0.5)
    #expect(array == (0..<11).map { _ in 0.5 * drawn.normal() })
    #expect(filled == drawn)
    var skipped = RandomStream(seed: 1, name: "x")
    skipped.skip(12)
    #expect(skipped.next() == filled.next())
    #expect(filled.normals(0) == [])
  }

  @Test func streamsOfOtherNamesAndSeedsDiffer() {
    let parent = RandomStream(seed: 1, name: "init")
    var read = parent
    _ = read.next()
    #expect(read.substream("prompt") == RandomStream(seed: 1, name: "init/prompt"))
    var first = Set<UInt64>()
    for seed: UInt64 in 0..<20 {
      for name in ["init", "init/prompt", "tokens", "Tokens", "label noise", ""] {
        var stream = RandomStream(seed: seed, name: name)
        first.insert(stream.next())
      }
    }
    #expect(first.count == 120)
  }

  @Test func resumesFromItsEncodedState() throws {
    var stream = RandomStream(seed: .max, name: "mini-batches")
    _ = stream.normals(5)
    var resumed = try JSONDecoder().decode(RandomStream.self, from: JSONEncoder().encode(stream))
    #expect(resumed == stream)
    #expect(resumed.normals(3) == stream.normals(3))
  }

  /// Standardised distances of normals from N(0, 1): moments (z-scores) and √n times Kolmogorov's distance.
  ///
  /// Fixed seeds: the outcome is determined; limits are chance levels below 1e-4.
  private func normalViolations(_ sample: [Double]) -> [String] {
    let n = Double(sample.count)
    // E x²ᵏ for k = 1 … 4 is 1, 3, 15, 105.
    let moments: [(power: Double, mean: Double, variance: Double)] = [
      (1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96),
    ]
    var violations = moments.compactMap { power, mean, variance in
      let value = sample.reduce(0) { $0 + pow($1, power) } / n
      return abs(value - mean) < 4 * (variance / n).squareRoot() ? nil : "moment \(Int(power))"
    }
    let distance = sample.sorted().enumerated().reduce(0.0) { largest, item in
      let probability = 0.5 * erfc(-item.element / 2.0.squareRoot())
      return max(
        largest, abs(probability - Double(item.offset) / n), abs(probability - Double(item.offset + 1) / n))
    }
    if distance * n.squareRoot() > 2.2 { violations.append("Kolmogorov–Smirnov") }
    let serial = zip(sample, sample.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / n
    if abs(serial) > 4 / n.squareRoot() { violations.append("serial correlation") }
    return violations
  }

  @Test(arguments: [0, 1, 2]) func normalsAreNormal(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "normals")
    #expect(normalViolations(stream.normals(20000)) == [])
  }

  /// Three centred uniforms, summed and doubled, have the first three moments of a normal number, not its shape.
  @Test func normalSuiteRejectsThreeUniforms() {
    var stream = RandomStream(seed: 0, name: "normals")
    let sample = (0..<20000).map { _ in (0..<3).reduce(-3.0) { sum, _ in sum + 2 * stream.uniform() } }
    #expect(normalViolations(sample).contains("moment 4"))
    #expect(normalViolations(stream.normals(20000, scale: 1.05)).contains("moment 2"))
    #expect(normalViolations(stream.normals(20000).map { $0 + 0.04 }).contains("Kolmogorov–Smirnov"))
  }

  /// χ² of counts against equal frequencies, as a z-score.
  private func uniformityScore(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    let statistic = counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    let freedom = Double(counts.count - 1)
    return (statistic - freedom) / (2 * freedom).squareRoot()
  }

  @Test(arguments: [1, 2, 3, 7, 64]) func indicesAreUniform(bound: Int) {
    var stream = RandomStream(seed: 5, name: "indices")
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<10000 { counts[stream.index(below: bound)] += 1 }
    if bound > 1 { #expect(abs(uniformityScore(counts)) < 4) } else { #expect(counts == [10000]) }
  }

  /// At the bound 3·2⁶¹ a quarter of the draws is refused; taken, they would give indices ≡ 2 mod 3 too seldom.
  @Test func hugeBoundsAreUnbiased() {
    var stream = RandomStream(seed: 5, name: "indices")
    let bound = 3 << 61
    var counts = [0, 0, 0]
    for _ in 0..<6000 {
      let index = stream.index(below: bound)
      #expect(index < bound)
      counts[index % 3] += 1
    }
    #expect(abs(uniformityScore(counts)) < 4)
  }

  @Test func permutationsAreUniform() {
    var stream = RandomStream(seed: 9, name: "permutations")
    var counts: [[Int]: Int] = [:]
    for _ in 0..<6000 { counts[stream.permutation(4), default: 0] += 1 }
    #expect(counts.count == 24)
    #expect(abs(uniformityScore(Array(counts.values))) < 4)
    #expect(stream.permutation(0) == [])
    #expect(stream.permutation(1) == [0])
    #expect(stream.permutation(100).sorted() == Array(0..<100))
  }
}
