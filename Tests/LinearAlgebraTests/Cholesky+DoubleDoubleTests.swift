import Foundation
import LinearAlgebra
import Testing

@Suite("Cholesky+DoubleDouble")
struct CholeskyDoubleDoubleTests {
  private static func hilbert(_ size: Int) -> [[DoubleDouble]] {
    (0..<size).map { i in (0...i).map { j in DoubleDouble(1) / DoubleDouble(Double(i + j + 1)) } }
  }

  /// Its inverse is known, and with it the last diagonal element of the factor.
  @Test func hilbertMatrix() throws {
    let size = 10
    let factor = try Cholesky(rows: Self.hilbert(size)).factor
    // (A⁻¹)_nn = 1/l_nn² = (2n − 1)·C(2n−2, n−1)².
    let binomial = (1..<size).reduce(1.0) { $0 * Double(size - 1 + $1) / Double($1) }
    let expected = 1 / (Double(2 * size - 1).squareRoot() * binomial)
    #expect(abs(factor[size - 1, size - 1] / expected - 1) < 1e-15)
    // The planted fault: working precision, at κ = 1.6e13.
    var rounded = Matrix(rows: size, columns: size)
    for i in 0..<size { for j in 0..<size { rounded[i, j] = 1 / Double(i + j + 1) } }
    #expect(abs(try Cholesky(rounded).factor[size - 1, size - 1] / expected - 1) > 1e-8)
  }

  @Test func indefiniteIsRefused() {
    let rows = [[DoubleDouble(1)], [DoubleDouble(2), DoubleDouble(1)]]
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) { try Cholesky(rows: rows) }
  }
}
