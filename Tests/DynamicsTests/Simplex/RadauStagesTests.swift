import LinearAlgebra
import Testing

@testable import Dynamics

@Suite("The stages of Radau IIA")
struct RadauStagesTests {
  private var coefficients: Matrix {
    get throws {
      let inverse = Matrix(rowByRow: RadauStages.inverse)
      return try LU(inverse).solve(.identity(3))
    }
  }

  /// Σ_j a_ij c_j^{k−1} = c_i^k/k for k ≤ 3, and Σ b_j c_j^{k−1} = 1/k for k ≤ 5.
  private func worstDefect(_ a: Matrix) -> Double {
    let c = RadauStages.nodes
    var worst = 0.0
    for k in 1...5 {
      for i in 0..<3 where k <= 3 || i == 2 {
        let sum = (0..<3).reduce(0) { $0 + a[i, $1] * power(c[$1], k - 1) }
        worst = max(worst, abs(sum - power(c[i], k) / Double(k)))
      }
    }
    return worst
  }

  private func power(_ x: Double, _ k: Int) -> Double { (0..<k).reduce(1) { value, _ in value * x } }

  @Test("The simplifying assumptions B(5) and C(3) hold, and a wrong coefficient breaks them")
  func orderConditions() throws {
    var a = try coefficients
    #expect(worstDefect(a) <= 1e-15)
    a[1, 0] += 1e-6
    #expect(worstDefect(a) > 1e-7)
  }

  @Test("The eigenvalue of the error estimate is one of A⁻¹'s")
  func eigenvalue() throws {
    let inverse = Matrix(rowByRow: RadauStages.inverse)
    var shifted = inverse
    for i in 0..<3 { shifted[i, i] -= RadauStages.realEigenvalue }
    #expect(try shifted.singularValues()[2] <= 1e-14)
  }

  @Test("The error weights leave out what is of order three or less")
  func errorWeights() {
    // e·Z + γ₀⁻¹-filtered rates: Σ e_j c_j^k = 0 for k = 2, 3 and −1 for k = 1.
    for (k, expected) in [(1, -1.0), (2, 0), (3, 0)] {
      let sum = (0..<3).reduce(0) { $0 + RadauStages.errorWeights[$1] * power(RadauStages.nodes[$1], k) }
      #expect(abs(sum - expected) <= 1e-14)
    }
  }
}
