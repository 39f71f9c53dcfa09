import Foundation
import LinearAlgebra
import Randomness
import Spectra
import Testing

@Suite("TangentHessian")
struct TangentHessianTests {
  @Test func extremesOfADiagonalMatrix() throws {
    // Interlacing: on the tangent space of diag(1, 2, 3) the eigenvalues are 2 ± 1/√3.
    let hessian = try TangentHessian(Matrix(diagonal: [1, 2, 3]), coordinates: 3)
    #expect(abs(hessian.smallestEigenvalue - (2 - 1 / 3.0.squareRoot())) < 1e-15)
    #expect(abs(hessian.largestEigenvalue - (2 + 1 / 3.0.squareRoot())) < 1e-15)
  }

  /// What H does off the tangent space does not count.
  @Test func onlyTheTangentSpaceMatters() throws {
    let indefinite = Matrix(rowByRow: [[1, -3, -3], [-3, 1, -3], [-3, -3, 1]])
    let hessian = try TangentHessian(indefinite, coordinates: 3)
    #expect(abs(hessian.smallestEigenvalue - 4) < 1e-14)
  }

  @Test func badHessiansAreNamed() {
    func attempt(_ rows: [[Double]], _ count: Int) throws {
      _ = try TangentHessian(Matrix(rowByRow: rows), coordinates: count)
    }
    #expect(throws: SpectrumError.hessianShape(rows: 2, columns: 2, coordinates: 3)) {
      try attempt([[1, 0], [0, 1]], 3)
    }
    #expect(throws: SpectrumError.hessianNotFinite(row: 1, column: 0)) {
      try attempt([[1, 0], [.nan, 1]], 2)
    }
    #expect(throws: SpectrumError.hessianNotSymmetric(row: 0, column: 1)) {
      try attempt([[1, 0.2], [0.1, 1]], 2)
    }
    func isIndefinite(_ rows: [[Double]]) -> Bool {
      do { try attempt(rows, rows.count) } catch SpectrumError.hessianNotPositiveDefinite {
        return true
      } catch {}
      return false
    }
    #expect(isIndefinite([[0, 0], [0, 0]]))
    #expect(isIndefinite([[-1, 0], [0, -1]]))
    // u uᵀ of a scalar output: rank one on a plane, though rounding may make it look positive.
    for scale in [0.1, 0.3, 0.7, 1.1, 1.3] {
      let u = [scale, -0.2, 0.55]
      #expect(isIndefinite(u.map { a in u.map { a * $0 } }))
    }
    #expect(!isIndefinite([[1, 0], [0, 1]]))
  }
}
