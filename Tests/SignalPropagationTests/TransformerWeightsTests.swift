import Foundation
import LinearAlgebra
import SignalPropagation
import Testing

@Suite("TransformerWeights")
struct TransformerWeightsTests {
  private func matrices(_ block: TransformerWeights.Block) -> [Matrix] {
    [block.query, block.key, block.value, block.first, block.second]
  }

  @Test func shapesAndLaw() {
    let weights = TransformerWeights(width: 12, hiddenWidth: 30, layers: 3, seed: 4)
    #expect(weights.blocks.count == 3 && weights.width == 12 && weights.hiddenWidth == 30)
    var all: [Double] = []
    for block in weights.blocks {
      #expect(matrices(block).map(\.rows) == [12, 12, 12, 30, 12])
      #expect(matrices(block).map(\.columns) == [12, 12, 12, 12, 30])
      all += matrices(block).flatMap(\.storage)
    }
    let count = Double(all.count)
    #expect(abs(all.reduce(0, +)) / count.squareRoot() < 4)
    #expect(abs(all.reduce(0) { $0 + $1 * $1 } - count) / (2 * count).squareRoot() < 4)
    #expect(Set(all).count == all.count)
  }

  /// A matrix depends on the seed, its block and its role only.
  @Test func streamsAreNamed() {
    let deep = TransformerWeights(width: 5, hiddenWidth: 5, layers: 3, seed: 4)
    let shallow = TransformerWeights(width: 5, hiddenWidth: 7, layers: 1, seed: 4)
    #expect(shallow.blocks[0].query == deep.blocks[0].query)
    #expect(shallow.blocks[0].value == deep.blocks[0].value)
    let other = TransformerWeights(width: 5, hiddenWidth: 5, layers: 1, seed: 5)
    #expect(other.blocks[0].query != deep.blocks[0].query)
  }

  /// Drawn within a parallel loop or by itself, and so for any number of threads.
  @Test func threadsDoNotMatter() {
    func draw() -> [Matrix] {
      TransformerWeights(width: 9, hiddenWidth: 11, layers: 2, seed: 7).blocks.flatMap(matrices)
    }
    let alone = draw()
    #expect(Parallel.map(3) { _ in draw() }.allSatisfy { $0 == alone })
  }
}
