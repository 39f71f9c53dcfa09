import LinearAlgebra
import Testing

/// Deliberately wrong factorisations: the shared suite is worth something only if it rejects each one.
@Suite("Factorisation suite: planted faults")
struct FactorisationSuiteTests {
  private let matrix: Matrix = {
    var numbers = TestNumbers(seed: 5)
    return numbers.matrix(6, 4)
  }()

  /// The violations found after `fault` has altered correct claims.
  private func violations(_ fault: @escaping (inout FactorisationClaims) -> Void) -> [String] {
    LinearAlgebraTests.violations(on: matrix) { matrix in
      var claims = FactorisationClaims.of(try SVD(matrix))
      claims.upperTriangular = [try QR(matrix).triangularFactor]
      fault(&claims)
      return claims
    }
  }

  @Test func correctClaimsPass() { #expect(violations { _ in } == []) }

  @Test func wrongProductIsRejected() {
    #expect(violations { $0.product[0, 0] *= 1 + 1e-12 }.count == 1)
    #expect(violations { $0.product[1, 1] = .nan }.count == 1)
    #expect(violations { $0.product = $0.product.transposed() }.count == 1)
  }

  @Test func lostOrthogonalityIsRejected() {
    #expect(violations { $0.orthonormal[0][2, 1] += 1e-12 }.count == 1)
    #expect(violations { $0.orthonormal[1][0, 0] = .nan }.count == 1)
  }

  @Test func elementBelowTheDiagonalIsRejected() {
    #expect(violations { $0.upperTriangular[0][3, 2] = 1e-300 }.count == 1)
  }

  @Test func wrongOrderIsRejected() {
    #expect(violations { $0.ascending.reverse() }.count == 1)
    #expect(violations { $0.ascending[1] = .nan }.count == 1)
  }

  @Test func negativeSingularValueIsRejected() {
    #expect(violations { $0.nonNegative[0].negate() }.count == 1)
  }

  @Test func refusalIsReported() {
    let found = LinearAlgebraTests.violations(on: matrix) { _ in throw LinearAlgebraError.singular(pivot: 1) }
    #expect(found == ["refused: the matrix is singular (pivot 1 is zero)"])
  }
}
