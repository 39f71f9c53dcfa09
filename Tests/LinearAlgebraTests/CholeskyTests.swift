import LinearAlgebra
import Testing

@Suite("Cholesky")
struct CholeskyTests {
  @Test(arguments: TestMatrices.positiveDefinite)
  func factorises(_ input: NamedMatrix) {
    #expect(violations(on: input.matrix) { .of(try Cholesky($0)) } == [])
  }

  /// Solving is backward stable: ‖A·x − b‖ ≤ c·n·ε·‖A‖·‖x‖, however ill-conditioned A is.
  @Test(arguments: TestMatrices.positiveDefinite)
  func solves(_ input: NamedMatrix) throws {
    var numbers = TestNumbers(seed: 21)
    let matrix = input.matrix
    let cholesky = try Cholesky(matrix)
    let targets = numbers.matrix(matrix.rows, 3)
    let solutions = cholesky.solve(targets)
    let residual = (matrix * solutions - targets).frobeniusNorm
    let bound = 10 * Double(matrix.rows) * Double.ulpOfOne * matrix.frobeniusNorm * solutions.frobeniusNorm
    #expect(residual <= bound)
    for j in 0..<3 {
      let single = cholesky.solve(targets.column(j))
      let difference = zip(single, solutions.column(j)).map { $0 - $1 }
      #expect(
        (matrix * difference).euclideanNorm <= bound)
    }
  }

  @Test func inverseFactorWhitens() throws {
    var numbers = TestNumbers(seed: 22)
    let matrix = numbers.matrix(14, 9).gram()
    let cholesky = try Cholesky(matrix)
    // L⁻¹·A·L⁻ᵀ = I
    let half = cholesky.applyingInverseFactor(to: matrix)
    let whitened = cholesky.applyingInverseFactor(to: half.transposed())
    #expect((whitened - .identity(9)).maximumMagnitude < 1e-13)
    // L⁻ᵀ·L⁻¹·b = A⁻¹·b
    let target = numbers.matrix(9, 2)
    let twice = cholesky.applyingInverseFactor(.transposed, to: cholesky.applyingInverseFactor(to: target))
    let solved = cholesky.solve(target)
    #expect((twice - solved).maximumMagnitude <= 1e-12 * solved.maximumMagnitude)
  }

  @Test func upperTriangleIsNotUsed() throws {
    let full = Matrix(rowByRow: [[4, 2], [2, 5]])
    let lower = Matrix(rowByRow: [[4, 99], [2, 5]])
    #expect(try Cholesky(full) == Cholesky(lower))
  }

  @Test func firstBadMinorIsNamed() {
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 1)) {
      try Cholesky(Matrix(rowByRow: [[0]]))
    }
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) {
      try Cholesky(Matrix(rowByRow: [[1, 1], [1, 1]]))
    }
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 3)) {
      try Cholesky(Matrix(diagonal: [1, 2, -1, 4]))
    }
  }

  @Test(arguments: [Double.nan, .infinity])
  func nonFiniteIsRefused(_ value: Double) {
    #expect(throws: LinearAlgebraError.notFinite(routine: "Cholesky")) {
      try Cholesky(TestMatrices.spoiled(.identity(3), with: value))
    }
  }
}
