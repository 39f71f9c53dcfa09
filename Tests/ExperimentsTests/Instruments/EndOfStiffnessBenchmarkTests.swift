import Experiments
import Reporting
import Testing

@Suite("EndOfStiffnessBenchmark")
struct EndOfStiffnessBenchmarkTests {
  /// The lab's methods are never wrong where SciPy's Radau is by a hundred thousand tolerances.
  @Test func nobodyIsWrong() {
    let benchmark = EndOfStiffnessBenchmark(tolerances: [1e-3])
    #expect(benchmark.rows.map(\.method) == ["radau-5", "rodas-4", "automatic"])
    #expect(benchmark.rows.allSatisfy { $0.wrong == 0 && $0.failed == 0 && $0.error > 0 && $0.error <= 0.1 })
    let rows = benchmark.json.elements ?? []
    #expect(rows.count == 3 && rows.first?["wrong"] == .integer(0))
  }
}
