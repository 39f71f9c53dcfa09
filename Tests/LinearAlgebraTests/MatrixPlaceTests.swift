import Testing

@testable import LinearAlgebra

@Suite struct MatrixPlaceTests {
  /// A product of matrices inside longer arrays is that of the matrices, and the rest of the array stays.
  @Test(arguments: [BLAS.Form.plain, .transposed], [BLAS.Form.plain, .transposed])
  func products(_ formOfA: BLAS.Form, _ formOfB: BLAS.Form) {
    var numbers = TestNumbers(seed: 17)
    let a = formOfA == .plain ? numbers.matrix(3, 4) : numbers.matrix(4, 3)
    let b = formOfB == .plain ? numbers.matrix(4, 5) : numbers.matrix(5, 4)
    let c = numbers.matrix(3, 5)
    var expected = c
    BLAS.multiply(a, formOfA, b, formOfB, scale: -2, adding: 0.5, into: &expected)
    func padded(_ matrix: Matrix, _ offset: Int) -> ([Double], MatrixPlace) {
      (
        Array(repeating: .nan, count: offset) + matrix.storage + [.nan, .nan],
        MatrixPlace(offset: offset, rows: matrix.rows, columns: matrix.columns)
      )
    }
    let ((arrayA, placeA), (arrayB, placeB)) = (padded(a, 2), padded(b, 5))
    var (arrayC, placeC) = padded(c, 3)
    BLAS.multiply(
      arrayA, placeA, formOfA, arrayB, placeB, formOfB, scale: -2, adding: 0.5, into: &arrayC, placeC)
    #expect(Array(arrayC[placeC.indices]) == expected.storage)
    #expect(arrayC.prefix(3).allSatisfy(\.isNaN) && arrayC.suffix(2).allSatisfy(\.isNaN))
  }

  @Test func emptyProducts() {
    var c = [7.0, 7, 7]
    let (tall, flat) = (MatrixPlace(rows: 2, columns: 0), MatrixPlace(rows: 0, columns: 1))
    BLAS.multiply([], tall, .plain, [], flat, .plain, into: &c, MatrixPlace(offset: 1, rows: 2, columns: 1))
    #expect(c == [7, 0, 0])
  }

  /// Groups of columns are products of their own.
  @Test func groups() {
    var numbers = TestNumbers(seed: 5)
    let (a, b) = (numbers.matrix(4, 6), numbers.matrix(4, 9))
    var c = numbers.matrix(2, 9)
    let before = c
    BLAS.multiply(groups: 3, a, .transposed, b, .plain, scale: 1.5, adding: 2, into: &c)
    for g in 0..<3 {
      let left = Matrix(columnByColumn: (2 * g..<2 * g + 2).map(a.column))
      let right = Matrix(columnByColumn: (3 * g..<3 * g + 3).map(b.column))
      var expected = Matrix(columnByColumn: (3 * g..<3 * g + 3).map(before.column))
      BLAS.multiply(left, .transposed, right, .plain, scale: 1.5, adding: 2, into: &expected)
      for j in 0..<3 { #expect(c.column(3 * g + j) == expected.column(j)) }
    }
  }
}
