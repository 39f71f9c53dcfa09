import Foundation
import LinearAlgebra
import Testing

@Suite("RankRevealingSVD")
struct RankRevealingSVDTests {
  private func product(_ size: Int, seed: UInt64) -> (left: Matrix, right: Matrix) {
    var numbers = TestNumbers(seed: seed)
    func factor(_ rows: Int) -> Matrix {
      var matrix = numbers.matrix(rows, size)
      for i in 0..<size { matrix[i, i] += 4 }
      return matrix
    }
    return (factor(size + 2), factor(size + 1))
  }

  private func diagonal(_ exponents: [Int]) -> [ScaledNumber] {
    exponents.enumerated().map {
      ScaledNumber(significand: 1 + 0.1 * Double($0.offset), exponent: $0.element)
    }
  }

  private func dense(_ left: Matrix, _ diagonal: [ScaledNumber], _ right: Matrix) -> Matrix {
    var scaled = left
    for (j, d) in diagonal.enumerated() {
      for i in 0..<left.rows { scaled[i, j] *= scalbn(d.significand, d.exponent) }
    }
    return scaled * right.transposed()
  }

  /// Independent route: the singular values of the product, where a double can hold it.
  @Test func agreesWithTheDenseProduct() throws {
    // Without dominant diagonals: the signs on the diagonals of the triangles differ.
    var numbers = TestNumbers(seed: 5)
    let (left, right) = (numbers.matrix(9, 7), numbers.matrix(8, 7))
    let scales = diagonal([3, 0, -2, 5, 1, -1, 2])
    let svd = try RankRevealingSVD(left, diagonal: scales, right, wantsLeftVectors: true)
    let matrix = dense(left, scales, right)
    let expected = try matrix.singularValues()
    for (value, expected) in zip(svd.values, expected) {
      #expect(abs(scalbn(value.significand, value.exponent) / expected - 1) < 1e-12)
    }
    // ‖Gᵀu‖ = σ, and the u are orthonormal.
    let gram = svd.leftVectors.gram()
    for j in 0..<7 {
      let image = matrix.transposedProduct(with: svd.leftVectors.column(j))
      #expect(abs(image.euclideanNorm / expected[j] - 1) < 1e-12)
      for i in 0..<7 { #expect(abs(gram[i, j] - (i == j ? 1 : 0)) < 1e-13) }
    }
  }

  /// The determinant of square factors, whatever the range: Π σ = |det X|·Π d·|det Y|.
  @Test(arguments: [[0, 0, 0, 0, 0], [0, -900, 900, 400, -1800], [5000, -5000, 0, 4990, 1]])
  func determinant(_ exponents: [Int]) throws {
    var numbers = TestNumbers(seed: 8)
    func factor() -> Matrix {
      var matrix = numbers.matrix(5, 5)
      for i in 0..<5 { matrix[i, i] += 4 }
      return matrix
    }
    let (left, right) = (factor(), factor())
    let scales = diagonal(exponents)
    let svd = try RankRevealingSVD(left, diagonal: scales, right)
    #expect(svd.leftVectors.columns == 0)
    func logDeterminant(_ matrix: Matrix) throws -> Double {
      let r = try QR(matrix).triangularFactor
      return (0..<5).reduce(0) { $0 + log10(abs(r[$1, $1])) }
    }
    let expected =
      try logDeterminant(left) + logDeterminant(right) + scales.reduce(0) { $0 + $1.log10 }
    let sum = svd.values.reduce(0) { $0 + $1.log10 }
    #expect(abs(sum - expected) < 1e-12)
    #expect(zip(svd.values, svd.values.dropFirst()).allSatisfy { $0.log10 >= $1.log10 })
  }

  /// Powers of two beside d only move the values.
  @Test func aCommonScaleMovesTheValues() throws {
    let (left, right) = product(6, seed: 13)
    let exponents = [0, -200, 150, 3, -70, 90]
    let near = try RankRevealingSVD(left, diagonal: diagonal(exponents), right)
    let far = try RankRevealingSVD(left, diagonal: diagonal(exponents.map { $0 + 7000 }), right)
    for (a, b) in zip(near.values, far.values) {
      #expect(abs(b.log10 - a.log10 - 7000 * log10(2)) < 1e-11)
    }
    // The planted fault: the dense product loses what is below 1e-16 of its largest value.
    let dense = try dense(left, diagonal(exponents), right).singularValues()
    let last = scalbn(near.values[5].significand, near.values[5].exponent)
    #expect(!(abs(dense[5] / last - 1) < 0.5))
  }

  @Test func badFactorsAreRefused() {
    let one = Matrix.identity(2)
    let unit = [ScaledNumber(significand: 1, exponent: 0), ScaledNumber(significand: 1, exponent: 0)]
    #expect(throws: LinearAlgebraError.notFinite(routine: "RankRevealingSVD")) {
      try RankRevealingSVD(Matrix(diagonal: [1, .nan]), diagonal: unit, one)
    }
    #expect(throws: LinearAlgebraError.singular(pivot: 2)) {
      try RankRevealingSVD(Matrix(diagonal: [1, 0]), diagonal: unit, one)
    }
  }
}
