import Experiments
import TestSupport
import Testing

@Suite("SpectrumBenchmark")
struct SpectrumBenchmarkTests {
  @Test(.slow) func measuresATime() throws {
    let benchmark = try SpectrumBenchmark()
    #expect(benchmark.milliseconds > 0 && benchmark.tokens == 1_000_000)
  }
}
