import Foundation
import LinearAlgebra
import Testing

@Suite("JacobiSVD")
struct JacobiSVDTests {
  @Test(arguments: TestMatrices.general + GradedMatrix.all.map { $0.named })
  func decomposes(_ input: NamedMatrix) {
    #expect(violations(on: input.matrix) { .of(try JacobiSVD($0)) } == [])
  }

  /// Every value, also those 200 orders of magnitude below the largest, is right to a few ulp.
  @Test(arguments: GradedMatrix.all)
  func smallValuesAreRelativelyAccurate(_ graded: GradedMatrix) throws {
    let alone = try graded.matrix.jacobiSingularValues()
    let values = try JacobiSVD(graded.matrix).values
    #expect(graded.relativeError(of: alone) < 2e-14)
    #expect(graded.relativeError(of: values) < 2e-14)
  }

  /// The planted fault: divide and conquer is accurate relative to the largest value only.
  @Test func divideAndConquerWouldFail() throws {
    let missed = try GradedMatrix.all.filter { try $0.relativeError(of: $0.matrix.singularValues()) > 0.5 }
    #expect(missed.count > GradedMatrix.all.count / 2)
  }

  @Test(arguments: [Double.nan, .infinity])
  func nonFiniteIsRefused(_ value: Double) {
    let matrix = TestMatrices.spoiled(Matrix(rows: 3, columns: 4, repeating: 1), with: value)
    #expect(throws: LinearAlgebraError.notFinite(routine: "JacobiSVD")) { try JacobiSVD(matrix) }
    #expect(throws: LinearAlgebraError.notFinite(routine: "JacobiSVD")) {
      try matrix.jacobiSingularValues()
    }
  }
}

/// A matrix D₁·C·D₂ of doubles with its exactly known singular values; see Fixtures/graded_singular_values.py.
struct GradedMatrix: Decodable, CustomTestStringConvertible, Sendable {
  let name: String
  let rowExponents: [Int]
  let columnExponents: [Int]
  let singularValues: [Double]
  var testDescription: String { name }

  static let all: [GradedMatrix] = {
    guard
      let url = Bundle.module.url(
        forResource: "graded_singular_values", withExtension: "json", subdirectory: "Fixtures"),
      let data = try? Data(contentsOf: url),
      let matrices = try? JSONDecoder().decode([GradedMatrix].self, from: data)
    else { fatalError("the fixture graded_singular_values.json is missing or malformed") }
    return matrices
  }()

  var matrix: Matrix {
    var result = Matrix(rows: rowExponents.count, columns: columnExponents.count)
    for (i, rowExponent) in rowExponents.enumerated() {
      for (j, columnExponent) in columnExponents.enumerated() {
        let core = Double((7 * i + 3 * j + i * j) % 13 - 6 + (i == j ? 20 : 0))
        result[i, j] = scalbn(core, rowExponent + columnExponent)
      }
    }
    return result
  }

  func relativeError(of values: [Double]) -> Double {
    precondition(values.count == singularValues.count)
    return zip(values, singularValues).map { ($0 / $1 - 1).magnitude }.maximumMagnitude
  }
}
