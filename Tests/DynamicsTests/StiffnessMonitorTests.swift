import Testing

@testable import Dynamics

@Suite struct StiffnessMonitorTests {
  /// The number of changes that a sequence of h·|λ| leads to, at a limit of 3.
  private func changes(_ products: [Double]) -> (count: Int, isStiff: Bool) {
    var monitor = StiffnessMonitor(limit: 3)
    let count = products.filter { monitor.note($0) }.count
    return (count, monitor.isStiff)
  }

  @Test func evidenceAddsUp() {
    #expect(changes(Array(repeating: 2.9, count: 14)) == (0, false))
    #expect(changes(Array(repeating: 2.9, count: 15)) == (1, true))
    // Interrupted, by less than six in a row.
    #expect(changes((0..<60).map { $0.isMultiple(of: 4) ? 2.9 : 1 }) == (1, true))
    #expect(changes((0..<200).map { $0.isMultiple(of: 8) ? 2.9 : 1 }) == (0, false))
    #expect(changes(Array(repeating: .nan, count: 100)) == (0, false))
  }

  @Test func noFlutter() {
    let stiff = Array(repeating: 3.0, count: 15)
    // Well inside the limit, but not far: both methods keep what they have.
    #expect(changes(stiff + Array(repeating: 2.0, count: 1000)) == (1, true))
    #expect(changes(Array(repeating: 2.0, count: 1000)) == (0, false))
    #expect(changes(stiff + [1, 1, 1, 1, 2, 1, 1, 1, 1, .nan, 1, 1, 1, 1]) == (1, true))
    #expect(changes(stiff + [1, 1, 1, 1, 1]) == (2, false))
    #expect(changes(stiff + [1, 1, 1, 1, 1] + stiff) == (3, true))
  }
}
