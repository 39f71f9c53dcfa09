import Experiments
import Reporting
import Testing

@Suite("StiffBenchmark")
struct StiffBenchmarkTests {
  /// Six problems with both kinds of Jacobians, integrated to what the tolerance asks for; no time is asserted.
  @Test func measuresWhatAccuracyCosts() throws {
    let benchmark = try StiffBenchmark(tolerances: [1e-4])
    let runs = benchmark.runs
    #expect(runs.map(\.number) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6])
    #expect(runs.allSatisfy { $0.error < 1e-2 && $0.tolerance == 1e-4 && $0.milliseconds > 0 })
    let rows = benchmark.json.elements ?? []
    #expect(rows.count == 12 && rows.first?["exactJacobian"] == .bool(true))
    for k in stride(from: 0, to: rows.count, by: 2) {
      let evaluations = rows[k...k + 1].map { $0["evaluations"]?.number ?? .nan }
      // n of them a Jacobian.
      #expect(evaluations[1] > evaluations[0])
    }
  }
}
