import LinearAlgebra
import Testing

@Suite("LU")
struct LUTests {
  /// Square and not singular.
  private static let square = (TestMatrices.general + TestMatrices.positiveDefinite).filter {
    $0.matrix.rows == $0.matrix.columns && $0.matrix.maximumMagnitude != 0 || $0.matrix.storage.isEmpty
  }.filter { $0.matrix.rows == $0.matrix.columns }

  @Test(arguments: square)
  func factorises(_ input: NamedMatrix) {
    #expect(violations(on: input.matrix) { .of(try LU($0)) } == [])
  }

  @Test func pivotingBoundsTheMultipliers() throws {
    for input in Self.square { #expect(try LU(input.matrix).lowerFactor.maximumMagnitude <= 1) }
  }

  /// ‖A·x − b‖ ≤ c·n·ε·‖A‖·‖x‖, for A and for Aᵀ, a vector and a matrix of right-hand sides.
  @Test(arguments: square)
  func solves(_ input: NamedMatrix) throws {
    var numbers = TestNumbers(seed: 41)
    let matrix = input.matrix
    let lu = try LU(matrix)
    let targets = numbers.matrix(matrix.rows, 3)
    for form in [BLAS.Form.plain, .transposed] {
      let applied = form == .plain ? matrix : matrix.transposed()
      let solutions = lu.solve(targets, form)
      let bound = 10 * Double(matrix.rows) * Double.ulpOfOne * matrix.frobeniusNorm * solutions.frobeniusNorm
      #expect((applied * solutions - targets).frobeniusNorm <= bound)
      for j in 0..<3 {
        let residual = zip(applied * lu.solve(targets.column(j), form), targets.column(j)).map { $0 - $1 }
        #expect(residual.euclideanNorm <= bound)
      }
    }
  }

  @Test func rowsAreInterchanged() throws {
    let lu = try LU(Matrix(rowByRow: [[0, 2], [3, 4]]))
    #expect(lu.permutation == [1, 0])
    #expect(lu.upperFactor == Matrix(rowByRow: [[3, 4], [0, 2]]))
    #expect(lu.solve([2, 7]) == [1, 1])
  }

  @Test func singularPivotIsNamed() {
    #expect(throws: LinearAlgebraError.singular(pivot: 1)) { try LU(Matrix(rowByRow: [[0]])) }
    #expect(throws: LinearAlgebraError.singular(pivot: 2)) { try LU(Matrix(rowByRow: [[1, 2], [2, 4]])) }
    #expect(throws: LinearAlgebraError.singular(pivot: 1)) { try LU(Matrix(rows: 3, columns: 3)) }
  }

  @Test(arguments: [Double.nan, .infinity])
  func nonFiniteIsRefused(_ value: Double) {
    #expect(throws: LinearAlgebraError.notFinite(routine: "LU")) {
      try LU(TestMatrices.spoiled(.identity(3), with: value))
    }
  }
}
