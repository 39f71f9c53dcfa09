import LinearAlgebra
import Testing

@Suite("QR")
struct QRTests {
  @Test(arguments: TestMatrices.general)
  func factorises(_ input: NamedMatrix) {
    #expect(violations(on: input.matrix) { .of(try QR($0)) } == [])
  }

  @Test func shapesAreThin() throws {
    let tall = try QR(Matrix(rows: 5, columns: 2, repeating: 1))
    #expect(tall.orthogonalFactor.rows == 5 && tall.orthogonalFactor.columns == 2)
    #expect(tall.triangularFactor.rows == 2 && tall.triangularFactor.columns == 2)
    let wide = try QR(Matrix(rows: 2, columns: 5, repeating: 1))
    #expect(wide.orthogonalFactor.rows == 2 && wide.orthogonalFactor.columns == 2)
    #expect(wide.triangularFactor.rows == 2 && wide.triangularFactor.columns == 5)
  }

  /// The residual of a least-squares solution is orthogonal to the columns.
  @Test func leastSquaresMeetsTheNormalEquations() throws {
    var numbers = TestNumbers(seed: 11)
    let matrix = numbers.matrix(20, 6)
    let target = numbers.vector(20)
    let solution = try QR(matrix).leastSquares(target)
    let residual = zip(target, matrix * solution).map { $0 - $1 }
    #expect(matrix.transposedProduct(with: residual).maximumMagnitude < 1e-14)
    #expect(residual.euclideanNorm > 0.1)
  }

  @Test func leastSquaresRefusesAZeroColumn() throws {
    let qr = try QR(Matrix(rowByRow: [[1, 0, 2], [3, 0, 4], [5, 0, 7]]))
    #expect(throws: LinearAlgebraError.singular(pivot: 2)) { try qr.leastSquares([1, 2, 3]) }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func nonFiniteIsRefused(_ value: Double) {
    let matrix = TestMatrices.spoiled(Matrix(rows: 3, columns: 2, repeating: 1), with: value)
    #expect(throws: LinearAlgebraError.notFinite(routine: "QR")) { try QR(matrix) }
  }
}
