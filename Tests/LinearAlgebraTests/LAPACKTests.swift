import LinearAlgebra
import Testing

@Suite("LAPACK")
struct LAPACKTests {
  @Test func zeroIsNoError() throws {
    try LAPACK.check(0, "dpotrf", positive: .notPositiveDefinite)
  }

  @Test func positiveInfoBecomesAnError() {
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 4)) {
      try LAPACK.check(4, "dpotrf", positive: .notPositiveDefinite)
    }
    #expect(throws: LinearAlgebraError.singular(pivot: 2)) {
      try LAPACK.check(2, "dgetrf", positive: .singular)
    }
    #expect(throws: LinearAlgebraError.notConverged(routine: "dsyevr")) {
      try LAPACK.check(1, "dsyevr", positive: .notConverged)
    }
  }

  @Test func negativeInfoTraps() async {
    await #expect(processExitsWith: .failure) { try? LAPACK.check(-3, "dgesdd", positive: .notConverged) }
  }
}
