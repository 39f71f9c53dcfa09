import LinearAlgebra
import Testing

@testable import Dynamics

@Suite struct LinearStabilityTests {
  private func isStable(_ rows: [[Double]], tolerating rate: Double = 1e-6) -> Bool? {
    LinearStability.isStable(Matrix(rowByRow: rows), tolerating: rate)
  }

  @Test func spectra() {
    #expect(isStable([[-1]]) == true && isStable([[1]]) == false && isStable([[0]]) == true)
    // Stiff, and slow beside it.
    #expect(isStable([[-1e8, 0], [0, -1]]) == true && isStable([[-1e8, 0], [0, 1]]) == false)
    #expect(isStable([[-1e14, 0], [0, -1e14]]) == true)
    // A fast rotation that dies out or grows slowly.
    #expect(
      isStable([[-0.01, 50], [-50, -0.01]]) == true && isStable([[0.01, 50], [-50, 0.01]]) == false)
    // Growth at first, then decay: not normal.
    #expect(isStable([[-1, 1e6], [0, -2]]) == true && isStable([[1, 0], [1e6, -2]]) == false)
  }

  /// What grows more slowly than the rate counts as stable.
  @Test func rates() {
    #expect(isStable([[0.1, 0], [0, -1]], tolerating: 0.2) == true)
    #expect(isStable([[0.1, 0], [0, -1]], tolerating: 0.05) == false)
    #expect(isStable([[0, 1], [0, 0]], tolerating: 0.1) == true)
    #expect(isStable([[.nan]]) == nil)
  }
}
