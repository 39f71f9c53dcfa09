import LinearAlgebra
import Testing

@Suite("PivotedQR")
struct PivotedQRTests {
  @Test(arguments: TestMatrices.general)
  func factorises(_ input: NamedMatrix) {
    #expect(violations(on: input.matrix) { .of(try PivotedQR($0)) } == [])
  }

  @Test(arguments: TestMatrices.general)
  func permutationIsOne(_ input: NamedMatrix) throws {
    #expect(try PivotedQR(input.matrix).permutation.sorted() == Array(0..<input.matrix.columns))
  }

  /// The rank of D·A is that of A, and of a product at most the inner dimension.
  @Test func rankIsRevealed() throws {
    var numbers = TestNumbers(seed: 51)
    for rank in 0...6 {
      let matrix = numbers.matrix(10, rank) * numbers.matrix(rank, 8)
      #expect(try PivotedQR(matrix).rank(relativeTolerance: 1e-13) == rank)
      #expect(try PivotedQR(matrix.transposed()).rank(relativeTolerance: 1e-13) == rank)
    }
    #expect(try PivotedQR(Matrix(rows: 0, columns: 3)).rank(relativeTolerance: 0) == 0)
  }

  @Test func largestColumnComesFirst() throws {
    let qr = try PivotedQR(Matrix(rowByRow: [[1, 0, 5], [0, 3, 0]]))
    #expect(qr.permutation == [2, 1, 0])
  }

  @Test(arguments: [Double.nan, .infinity])
  func nonFiniteIsRefused(_ value: Double) {
    let matrix = TestMatrices.spoiled(Matrix(rows: 3, columns: 2, repeating: 1), with: value)
    #expect(throws: LinearAlgebraError.notFinite(routine: "PivotedQR")) { try PivotedQR(matrix) }
  }
}
