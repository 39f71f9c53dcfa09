import LinearAlgebra
import Testing

@Suite("CompletelyPivotedQR")
struct CompletelyPivotedQRTests {
  /// Tall or square ones of the general matrices.
  private static let tall = TestMatrices.general.filter { $0.matrix.rows >= $0.matrix.columns }

  @Test(arguments: tall + GradedMatrix.all.filter { $0.matrix.rows >= $0.matrix.columns }.map { $0.named })
  func factorises(_ input: NamedMatrix) {
    #expect(violations(on: input.matrix) { .of(CompletelyPivotedQR($0, wantsOrthogonalFactor: true)) } == [])
  }

  @Test(arguments: tall)
  func ordersArePermutations(_ input: NamedMatrix) {
    let qr = CompletelyPivotedQR(input.matrix, wantsOrthogonalFactor: false)
    #expect(qr.rowOrder.sorted() == Array(0..<input.matrix.rows))
    #expect(qr.columnOrder.sorted() == Array(0..<input.matrix.columns))
    #expect(qr.orthogonalFactor.columns == 0)
  }

  /// Independent route: with the orders applied beforehand, R is that of plain QR up to signs of rows.
  @Test func agreesWithPlainQR() throws {
    var numbers = TestNumbers(seed: 71)
    let matrix = numbers.matrix(9, 6)
    let pivoted = CompletelyPivotedQR(matrix, wantsOrthogonalFactor: false)
    var permuted = matrix
    for (j, column) in pivoted.columnOrder.enumerated() {
      for (i, row) in pivoted.rowOrder.enumerated() { permuted[i, j] = matrix[row, column] }
    }
    let plain = try QR(permuted).triangularFactor
    for j in 0..<6 {
      for i in 0...j {
        let difference = pivoted.triangularFactor[i, j].magnitude - plain[i, j].magnitude
        #expect(difference.magnitude < 1e-14)
      }
    }
  }

  /// The error of each element of P₁AP₂ − QR is small beside its own row and column, not beside ‖A‖.
  @Test func errorsAreSmallRelativeToRows() throws {
    let graded = try #require(GradedMatrix.all.first { $0.name == "rows rise from 1e-199" })
    let claims = FactorisationClaims.of(CompletelyPivotedQR(graded.matrix, wantsOrthogonalFactor: true))
    let plain = FactorisationClaims.of(try QR(graded.matrix))
    func worstRow(_ product: Matrix) -> Double {
      (0..<product.rows).map { i in
        zip(product.row(i), graded.matrix.row(i)).map { $0 - $1 }.euclideanNorm
          / graded.matrix.row(i).euclideanNorm
      }.maximumMagnitude
    }
    #expect(worstRow(claims.product) < 1e-14)
    // The planted fault: without pivoting the small rows drown.
    #expect(worstRow(plain.product) > 1)
  }
}

extension GradedMatrix {
  var named: NamedMatrix { NamedMatrix(name, matrix) }
}
