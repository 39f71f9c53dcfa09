import Foundation
import LinearAlgebra
import Randomness
import SignalPropagation
import TestSupport
import Testing

@Suite("RandomTransformer")
struct RandomTransformerTests {
  private static func transformer(_ activation: Activation, tokens: Int) -> TransformerInitialization {
    TransformerInitialization(
      activation, attentionStrength: 0.6, mlpStrength: 0.5, attentionScale: 1.5, weightScale: 2,
      tokens: tokens)
  }

  @Test func theSimplexIsExact() {
    let random = RandomTransformer(Self.transformer(.tanh, tokens: 5), dimension: 12, seed: 1)
    let gram = random.simplex(TokenGeometry(length: 0.7, correlation: 0.3)).gram()
    for i in 0..<5 {
      for j in 0..<5 { #expect(abs(gram[i, j] / 12 - (i == j ? 0.7 : 0.21)) < 1e-14) }
    }
  }

  /// The backward pass against differences of the forward one, and a twin that must fail: another block's weights.
  @Test(arguments: [Activation.tanh, .erf, .gelu])
  func gradients(_ activation: Activation) {
    let random = RandomTransformer(Self.transformer(activation, tokens: 4), dimension: 9, seed: 3)
    let input = random.simplex(TokenGeometry(length: 1.2, correlation: 0.4))
    var stream = RandomStream(seed: 5, name: "readout")
    let readout = Matrix(rows: 9, columns: 4, storage: stream.normals(36))
    func loss(_ tokens: Matrix) -> Double {
      let first = random.forward(tokens, block: 0)
      return readout.storage.dot(random.forward(first.output, block: 1).output.storage)
    }
    let first = random.forward(input, block: 0)
    let second = random.forward(first.output, block: 1)
    let gradient = random.backward(random.backward(readout, through: second), through: first)
    let wrong = random.backward(random.backward(readout, through: first), through: second)
    var misses = 0
    for place in 0..<36 {
      var (up, down) = (input, input)
      let h = 1e-5
      up.storage[place] += h
      down.storage[place] -= h
      let difference = (loss(up) - loss(down)) / (2 * h)
      #expect(abs(gradient.storage[place] - difference) < 1e-8)
      misses += abs(wrong.storage[place] - difference) < 1e-8 ? 0 : 1
    }
    #expect(misses > 30)
  }

  /// At width 128 a block does on the average what the theory says, within scatter and a bias of order 1/d.
  @Test(.slow) func theBlockMap() {
    let transformer = Self.transformer(.tanh, tokens: 6)
    let start = TokenGeometry(length: 1, correlation: 0.4)
    let theory = BlockMap(transformer).step(start)
    let backward = BlockMap(transformer).backward(.independent, through: theory)
    let count = 400
    var (lengths, gaps, squares, overlaps): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for seed in 0..<count {
      let random = RandomTransformer(transformer, dimension: 128, seed: UInt64(seed))
      let block = random.forward(random.simplex(start), block: 0)
      let tokens = RandomTransformer.geometry(block.output)
      var stream = RandomStream(seed: UInt64(seed), name: "readout")
      let readout = Matrix(rows: 128, columns: 6, storage: stream.normals(128 * 6))
      let gradient = RandomTransformer.geometry(gradient: random.backward(readout, through: block))
      lengths.append(tokens.length)
      gaps.append(tokens.gap)
      squares.append(gradient.length)
      overlaps.append(gradient.overlap)
    }
    for (values, expected) in [
      (lengths, theory.output.length), (gaps, theory.output.gap), (squares, backward.length),
      (overlaps, backward.overlap),
    ] {
      let variance = values.map { ($0 - values.mean) * ($0 - values.mean) }.mean / Double(count)
      #expect(abs(values.mean - expected) < 4 * variance.squareRoot() + 0.01)
    }
  }
}
