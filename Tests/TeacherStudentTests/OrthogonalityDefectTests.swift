import LinearAlgebra
import Randomness
import TeacherStudent
import Testing

/// The defect by its definition, over all N² products K_i K_jᵀ.
private func bruteForce(_ keys: TokenArray, scale: Double) -> Double {
  var sum = 0.0
  for i in 0..<keys.samples {
    for j in 0..<keys.samples {
      var product = keys.sample(i) * keys.transposedSample(j)
      if i == j { for a in 0..<keys.tokens { product[a, a] -= scale } }
      sum += product.frobeniusNorm * product.frobeniusNorm
    }
  }
  return sum.squareRoot() / (scale * Double(keys.samples * keys.tokens).squareRoot())
}

@Suite struct OrthogonalityDefectTests {
  /// Shapes with fewer, as many, and more keys than dimensions.
  private static let shapes = [(2, 3, 9), (3, 3, 9), (3, 4, 9), (2, 5, 9), (5, 7, 4), (1, 2, 1), (1, 1, 3)]

  /// The shapes at which `defect` differs from the definition.
  private func violations(_ defect: (TokenArray) -> (scale: Double, relative: Double)) -> [[Int]] {
    Self.shapes.compactMap { samples, tokens, dimension in
      var stream = RandomStream(seed: 4, name: "keys")
      let keys = TokenArray(
        samples: samples, tokens: tokens, dimension: dimension,
        storage: stream.normals(samples * tokens * dimension))
      let (scale, relative) = defect(keys)
      let exact = bruteForce(keys, scale: scale)
      let meanSquare = keys.storage.dot(keys.storage) / Double(samples * tokens)
      let holds = abs(relative - exact) <= 1e-13 * (1 + exact) && abs(scale / meanSquare - 1) < 1e-14
      return holds ? nil : [samples, tokens, dimension]
    }
  }

  @Test func agreesWithAllPairs() {
    let missed = violations { keys in
      let defect = OrthogonalityDefect(keys: keys)
      return (defect.scale, defect.relative)
    }
    #expect(missed == [])
  }

  /// Leaving out the pairs i ≠ j is seen wherever there are several samples.
  @Test func checkRejectsWithinSampleDefect() {
    let missed = violations { keys in
      let scale = OrthogonalityDefect(keys: keys).scale
      var sum = 0.0
      for i in 0..<keys.samples {
        let own = TokenArray(
          samples: 1, tokens: keys.tokens, columns: keys.transposedSample(i))
        let part = bruteForce(own, scale: scale)
        sum += part * part / Double(keys.samples)
      }
      return (scale, sum.squareRoot())
    }
    #expect(missed == Self.shapes.filter { $0.0 > 1 }.map { [$0.0, $0.1, $0.2] })
  }

  /// Orthonormal keys times √κ have no defect, to rounding.
  @Test(arguments: [(2, 3, 6), (2, 3, 8), (1, 4, 4)])
  func vanishesForOrthogonalKeys(samples: Int, tokens: Int, dimension: Int) {
    var stream = RandomStream(seed: 4, name: "frame")
    let frame = OrthogonalFrame.random(rows: dimension, columns: samples * tokens, &stream)
    let scaled = Matrix(rows: frame.rows, columns: frame.columns, storage: frame.storage.map { 3 * $0 })
    let defect = OrthogonalityDefect(keys: TokenArray(samples: samples, tokens: tokens, columns: scaled))
    #expect(abs(defect.scale - 9) < 1e-13)
    #expect(defect.relative < 1e-14)
  }

  /// A tight frame of more keys than dimensions attains the bound √(N·n/d − 1) set by the rank.
  @Test func attainsTheRankBoundForTightFrames() {
    var stream = RandomStream(seed: 4, name: "frame")
    let frame = OrthogonalFrame.random(rows: 12, columns: 4, &stream).transposed()
    let defect = OrthogonalityDefect(keys: TokenArray(samples: 3, tokens: 4, columns: frame))
    #expect(abs(defect.relative - 2.0.squareRoot()) < 1e-14)
  }
}
