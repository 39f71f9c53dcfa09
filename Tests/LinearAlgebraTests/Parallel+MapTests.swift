import LinearAlgebra
import Testing

@Suite("Parallel+Map")
struct ParallelMapTests {
  @Test(arguments: [0, 1, 2, 1000])
  func valuesComeInOrder(_ count: Int) {
    let values = Parallel.map(count) { "\($0)" }
    #expect(values == (0..<count).map { "\($0)" })
  }
}
