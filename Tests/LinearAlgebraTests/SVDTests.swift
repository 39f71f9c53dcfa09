import LinearAlgebra
import Testing

@Suite("SVD")
struct SVDTests {
  @Test(arguments: TestMatrices.general)
  func decomposes(_ input: NamedMatrix) {
    #expect(violations(on: input.matrix) { .of(try SVD($0)) } == [])
  }

  @Test(arguments: TestMatrices.general)
  func valuesAloneAgree(_ input: NamedMatrix) throws {
    let alone = try input.matrix.singularValues()
    let values = try SVD(input.matrix).values
    let tolerance = 10 * Double(values.count) * Double.ulpOfOne * input.matrix.frobeniusNorm
    #expect(alone.count == min(input.matrix.rows, input.matrix.columns) && values.count == alone.count)
    #expect(zip(alone, values).allSatisfy { ($0 - $1).magnitude <= tolerance })
  }

  /// The independent route: σ² are the eigenvalues of AᵀA.
  @Test func squaresAreEigenvaluesOfTheGramMatrix() throws {
    var numbers = TestNumbers(seed: 31)
    let matrix = numbers.matrix(12, 7)
    let squares = try matrix.singularValues().map { $0 * $0 }
    let eigenvalues = try matrix.gram().symmetricEigenvalues()
    #expect(zip(squares.reversed(), eigenvalues).allSatisfy { ($0 - $1).magnitude < 1e-13 })
  }

  @Test func diagonalIsSorted() throws {
    #expect(try Matrix(diagonal: [1, -3, 2]).singularValues() == [3, 2, 1])
  }

  @Test(arguments: [Double.nan, .infinity])
  func nonFiniteIsRefused(_ value: Double) {
    let matrix = TestMatrices.spoiled(Matrix(rows: 3, columns: 4, repeating: 1), with: value)
    #expect(throws: LinearAlgebraError.notFinite(routine: "SVD")) { try SVD(matrix) }
    #expect(throws: LinearAlgebraError.notFinite(routine: "SVD")) { try matrix.singularValues() }
  }
}
