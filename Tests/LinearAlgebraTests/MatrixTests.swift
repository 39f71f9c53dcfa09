import LinearAlgebra
import Testing

@Suite("Matrix")
struct MatrixTests {
  private let matrix = Matrix(rowByRow: [[1, 2, 3], [4, 5, 6]])

  @Test func storageIsColumnByColumn() {
    #expect(matrix.rows == 2 && matrix.columns == 3)
    #expect(matrix.storage == [1, 4, 2, 5, 3, 6])
    #expect(matrix == Matrix(columnByColumn: [[1, 4], [2, 5], [3, 6]]))
    #expect(matrix == Matrix(rows: 2, columns: 3, storage: [1, 4, 2, 5, 3, 6]))
    #expect(matrix[1, 2] == 6 && matrix[0, 1] == 2)
  }

  @Test func emptyMatricesKeepTheirShape() {
    #expect(Matrix(rowByRow: []) == Matrix(rows: 0, columns: 0))
    #expect(Matrix(rowByRow: [[], []]) == Matrix(rows: 2, columns: 0))
    #expect(Matrix(columnByColumn: [[], []]) == Matrix(rows: 0, columns: 2))
    #expect(Matrix(rows: 0, columns: 2).transposed() == Matrix(rows: 2, columns: 0))
    #expect(Matrix(rows: 0, columns: 2) != Matrix(rows: 2, columns: 0))
  }

  @Test func rowsAndColumns() {
    #expect(matrix.row(1) == [4, 5, 6])
    #expect(matrix.column(1) == [2, 5])
    var copy = [0.0, 0]
    matrix.copyColumn(2, into: &copy)
    #expect(copy == [3, 6])
    var changed = matrix
    changed.setColumn(0, to: [7, 8])
    #expect(changed == Matrix(rowByRow: [[7, 2, 3], [8, 5, 6]]))
    changed[1, 1] = 9
    #expect(changed.row(1) == [8, 9, 6] && matrix[1, 1] == 5)
  }

  @Test func transposeTwiceIsTheMatrix() {
    #expect(matrix.transposed() == Matrix(rowByRow: [[1, 4], [2, 5], [3, 6]]))
    #expect(matrix.transposed().transposed() == matrix)
  }

  @Test func diagonalAndIdentity() {
    #expect(Matrix(diagonal: [2, 3]) == Matrix(rowByRow: [[2, 0], [0, 3]]))
    #expect(Matrix.identity(2) == Matrix(rowByRow: [[1, 0], [0, 1]]))
    #expect(Matrix.identity(0).storage.isEmpty)
    #expect(Matrix(rows: 2, columns: 1, repeating: 7).storage == [7, 7])
  }

  @Test(arguments: [1e-200, 1, 1e200])
  func normsNeitherOverflowNorUnderflow(_ scale: Double) {
    let scaled = Matrix(rowByRow: [[3 * scale, 0], [0, -4 * scale]])
    #expect((scaled.frobeniusNorm / (5 * scale) - 1).magnitude < 1e-15)
    #expect(scaled.maximumMagnitude == 4 * scale)
  }

  @Test func normsReportNaN() {
    let spoiled = TestMatrices.spoiled(matrix, with: .nan)
    #expect(spoiled.frobeniusNorm.isNaN && spoiled.maximumMagnitude.isNaN)
    #expect(Matrix(rows: 0, columns: 5).frobeniusNorm == 0)
    #expect(Matrix(rows: 0, columns: 5).maximumMagnitude == 0)
  }

  @Test func shapeMisuseTraps() async {
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: 2, columns: 2, storage: [1]) }
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: 2, columns: 2)[2, 0] }
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: 2, columns: 3) * Matrix(rows: 2, columns: 3)
    }
    await #expect(processExitsWith: .failure) { _ = try? Cholesky(Matrix(rows: 2, columns: 3)) }
  }
}
