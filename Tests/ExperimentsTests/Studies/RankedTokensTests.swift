import Experiments
import LinearAlgebra
import Testing

@Suite struct RankedTokensTests {
  private static func sample(_ part: String, seed: UInt64 = 1, sequences: Int = 40) -> RankedTokens {
    RankedTokens(width: 20, length: 6, parts: 3, spread: 5, sequences: sequences, seed: seed, part: part)
  }

  @Test func everySequenceHasEachPartEquallyOften() {
    let sample = Self.sample("test")
    #expect(sample.tokens.columns == 240 && sample.labels.count == 240)
    for start in stride(from: 0, to: 240, by: 6) {
      #expect(sample.labels[start..<start + 6].sorted() == [0, 0, 1, 1, 2, 2])
    }
    for j in 0..<240 { #expect(abs(sample.tokens.column(j).euclideanNorm - 20.0.squareRoot()) < 1e-12) }
  }

  /// The direction along which labels rise in one sequence sorts another one, of the test as well.
  @Test func labelsAreRanksAlongOneDirection() {
    let training = Self.sample("training", sequences: 400)
    var direction = [Double](repeating: 0, count: 20)
    for (j, label) in training.labels.enumerated() {
      let token = training.tokens.column(j)
      for k in 0..<20 { direction[k] += Double(label - 1) * token[k] }
    }
    func disorder(_ sample: RankedTokens) -> Int {
      stride(from: 0, to: sample.labels.count, by: 6).reduce(0) { count, start in
        let places = Array(start..<start + 6)
        let order = places.sorted {
          sample.tokens.column($0).dot(direction) < sample.tokens.column($1).dot(direction)
        }
        return count + zip(order, order.dropFirst()).count { sample.labels[$0] > sample.labels[$1] }
      }
    }
    #expect(disorder(Self.sample("test")) < 20)
    // The planted fault: another seed has another direction.
    #expect(disorder(Self.sample("test", seed: 2)) > 40)
  }
}
