import LinearAlgebra
import TeacherStudent
import Testing

@Suite struct KeyMatrixTests {
  private let weights = Matrix(rowByRow: [[1, 2], [3, 5]])

  @Test func multipliesFromTheLeft() {
    #expect(KeyMatrix.dense(weights).applied(to: [1, 10]) == [21, 53])
    #expect(KeyMatrix.dense(weights).transposeApplied(to: [1, 10]) == [31, 52])
    #expect(KeyMatrix.identity.applied(to: [1, 10]) == [1, 10])
    #expect(KeyMatrix.identity.transposeApplied(to: [1, 10]) == [1, 10])
    let square = KeyMatrix.dense(weights).applied(to: weights)
    #expect(square == Matrix(rowByRow: [[7, 12], [18, 31]]))
  }

  /// The theorem ⟨W·x, y⟩ = ⟨x, Wᵀ·y⟩ in integers.
  @Test func transposeIsTheAdjoint() {
    let (x, y) = ([3.0, -4], [7.0, 2])
    let key = KeyMatrix.dense(weights)
    #expect(key.applied(to: x).dot(y) == x.dot(key.transposeApplied(to: y)))
  }

  @Test func keysAreSamplesTimesMatrix() {
    let tokens = TokenArray(samples: 2, tokens: 2, dimension: 2, storage: [1, 0, 0, 1, 2, 3, -1, 4])
    let keys = KeyMatrix.dense(weights).keys(of: tokens)
    for i in 0..<2 { #expect(keys.sample(i) == tokens.sample(i) * weights) }
    #expect(KeyMatrix.identity.keys(of: tokens) == tokens)
  }

  @Test func isAMatrix() {
    #expect(KeyMatrix.identity.matrix(dimension: 3) == .identity(3))
    #expect(KeyMatrix.dense(weights).matrix(dimension: 2) == weights)
  }
}
