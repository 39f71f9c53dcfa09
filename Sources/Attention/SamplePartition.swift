/// A fixed partition of samples into parts that threads work on.
///
/// It depends on the number of samples alone, and parts are reduced in order: sums come out
/// the same for any number of threads.
package struct SamplePartition: Equatable, Sendable {
  package let sampleCount: Int
  package let partCount: Int

  /// The partition of `sampleCount` samples into at most `limit` parts.
  package init(sampleCount: Int, atMost limit: Int = 32) {
    self.sampleCount = sampleCount
    guard sampleCount > limit else {
      partCount = max(sampleCount, 1)
      return
    }
    // Enough parts for many threads, of equal size if possible, in an even number for two.
    let candidates = (limit + 1) / 2...limit
    func excess(_ parts: Int) -> Int {
      (sampleCount + parts - 1) / parts * parts - sampleCount + parts % 2
    }
    partCount = candidates.min { excess($0) < excess($1) } ?? candidates.lowerBound
  }

  /// The samples of one part; parts differ by one sample at most.
  package func samples(ofPart part: Int) -> Range<Int> {
    part * sampleCount / partCount..<(part + 1) * sampleCount / partCount
  }
}
