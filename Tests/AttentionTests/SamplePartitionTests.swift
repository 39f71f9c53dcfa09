import Attention
import Testing

@Suite struct SamplePartitionTests {
  /// What is wrong with a partition of some sizes: parts must be ranges in order that cover all samples evenly.
  static func violations(_ partition: (Int, Int) -> (count: Int, samples: (Int) -> Range<Int>)) -> [String] {
    var found: [String] = []
    for limit in [1, 2, 3, 32] {
      for count in Array(1...140) + [1000, 4097] {
        let parts = partition(count, limit)
        if !(1...limit).contains(parts.count) { found.append("\(count): \(parts.count) parts") }
        let ranges = (0..<parts.count).map(parts.samples)
        if ranges.flatMap(Array.init) != Array(0..<count) { found.append("\(count): not every sample once") }
        let sizes = ranges.map(\.count)
        if (sizes.max() ?? 0) - (sizes.min() ?? 0) > 1 { found.append("\(count): uneven parts") }
        if count >= limit, parts.count < (limit + 1) / 2 { found.append("\(count): few parts") }
      }
    }
    return found
  }

  @Test func coversEverySampleOnceAndEvenly() {
    #expect(
      Self.violations { count, limit in
        let partition = SamplePartition(sampleCount: count, atMost: limit)
        return (partition.partCount, { partition.samples(ofPart: $0) })
      } == [])
  }

  /// Planted fault: ⌈count / limit⌉ samples a part, the rest left to the last ones.
  @Test func roundedUpPartsAreRejected() {
    #expect(
      Self.violations { count, limit in
        let size = (count + limit - 1) / limit
        return (min(limit, count), { min($0 * size, count)..<min(($0 + 1) * size, count) })
      } != [])
  }

  @Test func dividesAHundredSamplesEvenly() {
    #expect(SamplePartition(sampleCount: 100).partCount == 20)
    #expect(SamplePartition(sampleCount: 32).partCount == 32)
    #expect(SamplePartition(sampleCount: 64).partCount == 16)
  }
}
