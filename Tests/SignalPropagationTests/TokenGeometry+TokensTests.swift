import LinearAlgebra
import Randomness
import SignalPropagation
import Testing

@Suite("TokenGeometry of tokens")
struct TokenGeometryOfTokensTests {
  @Test(
    arguments: [(2.5, 0.3, 6), (0.7, -0.2, 6), (1, 0, 1), (1, 1, 4), (3, -0.2, 6)] as [(Double, Double, Int)])
  func simplexesHaveTheirGeometry(_ length: Double, _ correlation: Double, _ tokens: Int) {
    let geometry = TokenGeometry(length: length, correlation: correlation)
    let matrix = geometry.simplex(width: 9, tokens: tokens)
    let gram = matrix.gram()
    for j in 0..<tokens {
      for i in 0..<tokens {
        #expect(error(gram[i, j] / 9, i == j ? length : length * correlation) < 1e-14)
      }
    }
    let measured = TokenGeometry(of: matrix)
    #expect(error(measured.length, length) < 1e-14)
    #expect(tokens == 1 ? measured.gap.isNaN : error(measured.gap, geometry.gap) < 1e-14)
  }

  @Test func smallGapsKeepTheirDigits() {
    let geometry = TokenGeometry(length: 1, gap: 1e-20)
    #expect(relativeError(TokenGeometry(of: geometry.simplex(width: 8, tokens: 4)).gap, 1e-20) < 1e-5)
  }

  /// The means over tokens and over pairs, written out.
  @Test func meansOverTokensAndPairs() {
    var stream = RandomStream(seed: 1, name: "tokens")
    let matrix = Matrix(rows: 7, columns: 4, storage: stream.normals(28))
    let gram = matrix.gram()
    var (own, pairs) = (0.0, 0.0)
    for j in 0..<4 {
      for i in 0..<4 { if i == j { own += gram[i, j] / 28 } else { pairs += gram[i, j] / (7 * 12) } }
    }
    let tokens = TokenGeometry(of: matrix)
    #expect(error(tokens.length, own) < 1e-14 && error(tokens.gap, own - pairs) < 1e-14)
    let gradient = GradientGeometry(of: matrix)
    #expect(error(gradient.length, own) < 1e-14 && error(gradient.overlap, pairs) < 1e-14)
  }
}
