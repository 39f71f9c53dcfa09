import LinearAlgebra
import Testing

@Suite("Triangular solves")
struct TriangularSolveTests {
  private static let cases: [(BLAS.Triangle, BLAS.Form)] = [
    (.lower, .plain), (.lower, .transposed), (.upper, .plain), (.upper, .transposed),
  ]

  /// A full matrix with a strong diagonal, and its triangle alone.
  private func matrices(_ size: Int, _ triangle: BLAS.Triangle) -> (full: Matrix, triangular: Matrix) {
    var numbers = TestNumbers(seed: UInt64(size))
    var full = numbers.matrix(size, size)
    for i in 0..<size { full[i, i] += 4 }
    var triangular = full
    for j in 0..<size {
      for i in 0..<size where triangle == .lower ? i < j : i > j { triangular[i, j] = 0 }
    }
    return (full, triangular)
  }

  /// op(T)·X = B (or X·op(T) = B) holds for the solution, and the other triangle is not read.
  @Test(arguments: [0, 1, 2, 7, 70])
  func inverts(_ size: Int) {
    for (triangle, form) in Self.cases {
      let (full, triangular) = matrices(size, triangle)
      let applied = form == .plain ? triangular : triangular.transposed()
      var numbers = TestNumbers(seed: 61)
      let left = numbers.matrix(size, 3)
      var solution = left
      BLAS.solveTriangular(full, triangle, form, into: &solution)
      #expect((applied * solution - left).maximumMagnitude < 1e-13)
      for j in 0..<3 {
        var vector = left.column(j)
        BLAS.solveTriangular(full, triangle, form, into: &vector)
        #expect(zip(vector, solution.column(j)).allSatisfy { ($0 - $1).magnitude < 1e-13 })
      }
      let right = numbers.matrix(3, size)
      solution = right
      BLAS.solveTriangular(full, triangle, form, from: .right, into: &solution)
      #expect((solution * applied - right).maximumMagnitude < 1e-13)
    }
  }

  @Test func zeroPivotIsFound() {
    #expect(Matrix.identity(3).firstZeroPivot == nil)
    #expect(Matrix(diagonal: [1, -0.0, 0]).firstZeroPivot == 1)
    #expect(Matrix(rows: 0, columns: 2).firstZeroPivot == nil)
  }
}
