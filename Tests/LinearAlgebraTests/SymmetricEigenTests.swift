import Foundation
import LinearAlgebra
import Testing

@Suite("SymmetricEigen")
struct SymmetricEigenTests {
  @Test(arguments: TestMatrices.symmetric)
  func diagonalises(_ input: NamedMatrix) {
    #expect(violations(on: input.matrix) { .of(try SymmetricEigen($0)) } == [])
  }

  /// Σλ = tr A and Σλ² = ‖A‖².
  @Test(arguments: TestMatrices.symmetric)
  func traceAndNormAreKept(_ input: NamedMatrix) throws {
    let matrix = input.matrix
    let values = try SymmetricEigen(matrix).values
    let trace = (0..<matrix.rows).reduce(0) { $0 + matrix[$1, $1] }
    let tolerance = 10 * Double(matrix.rows) * Double.ulpOfOne * matrix.frobeniusNorm
    #expect((values.reduce(0, +) - trace).magnitude <= tolerance)
    #expect((values.euclideanNorm - matrix.frobeniusNorm).magnitude <= tolerance)
  }

  @Test(arguments: TestMatrices.symmetric)
  func valuesAloneAgree(_ input: NamedMatrix) throws {
    let alone = try input.matrix.symmetricEigenvalues()
    let values = try SymmetricEigen(input.matrix).values
    let tolerance = 10 * Double(values.count) * Double.ulpOfOne * input.matrix.frobeniusNorm
    #expect(alone.count == values.count)
    #expect(zip(alone, values).allSatisfy { ($0 - $1).magnitude <= tolerance })
  }

  /// The second-difference matrix of order n has λ_k = 2 − 2·cos(kπ/(n + 1)).
  @Test func secondDifferences() throws {
    let size = 30
    var matrix = Matrix(diagonal: Array(repeating: 2, count: size))
    for i in 1..<size {
      matrix[i, i - 1] = -1
      matrix[i - 1, i] = -1
    }
    let values = try matrix.symmetricEigenvalues()
    for (k, value) in values.enumerated() {
      let half = Double(k + 1) * Double.pi / Double(2 * (size + 1))
      #expect((value - 4 * sin(half) * sin(half)).magnitude < 1e-14)
    }
  }

  @Test func upperTriangleIsNotUsed() throws {
    #expect(try Matrix(rowByRow: [[0, 99], [1, 0]]).symmetricEigenvalues() == [-1, 1])
  }

  @Test(arguments: [Double.nan, .infinity])
  func nonFiniteIsRefused(_ value: Double) {
    let matrix = TestMatrices.spoiled(.identity(3), with: value)
    #expect(throws: LinearAlgebraError.notFinite(routine: "SymmetricEigen")) { try SymmetricEigen(matrix) }
    #expect(throws: LinearAlgebraError.notFinite(routine: "SymmetricEigen")) {
      try matrix.symmetricEigenvalues()
    }
  }
}
