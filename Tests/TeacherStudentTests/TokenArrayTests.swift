import LinearAlgebra
import TeacherStudent
import Testing

@Suite struct TokenArrayTests {
  private let array = TokenArray(samples: 2, tokens: 3, dimension: 2, storage: (0..<12).map(Double.init))

  @Test func isInCOrder() {
    #expect(array.shape == [2, 3, 2])
    var expected = 0.0
    for i in 0..<2 {
      for a in 0..<3 {
        for k in 0..<2 {
          #expect(array[i, a, k] == expected)
          expected += 1
        }
      }
    }
  }

  @Test func samplesHaveOneRowAToken() {
    #expect(array.sample(1) == Matrix(rowByRow: [[6, 7], [8, 9], [10, 11]]))
    #expect(array.transposedSample(1) == array.sample(1).transposed())
  }

  @Test func columnsAreTokens() {
    #expect(array.columns.column(4) == [8, 9])
    #expect(TokenArray(samples: 2, tokens: 3, columns: array.columns) == array)
  }

  @Test func mayBeEmpty() {
    let empty = TokenArray(samples: 0, tokens: 3, dimension: 2, storage: [])
    #expect(empty.columns.columns == 0)
  }
}
