import Experiments
import TestSupport
import Testing

@Suite("HessianProductBenchmark")
struct HessianProductBenchmarkTests {
  @Test(.slow) func measuresATime() throws {
    let benchmark = try HessianProductBenchmark()
    #expect(benchmark.milliseconds > 0 && benchmark.samples == 1000)
  }
}
