import Testing

@testable import Dynamics

@Suite struct RootedTreeTests {
  /// Sloane's A000081.
  @Test func thereAreSoMany() {
    #expect((1...8).map { RootedTree.all(ofOrder: $0).count } == [1, 1, 2, 4, 9, 20, 48, 115])
    for order in 1...7 {
      let trees = RootedTree.all(ofOrder: order)
      #expect(trees.allSatisfy { $0.order == order })
      #expect(trees.indices.allSatisfy { i in trees[..<i].allSatisfy { $0 != trees[i] } })
    }
  }

  /// The four conditions of order 4 as the books have them: Σbc³ = ¼, Σb c a c = ⅛, Σb a c² = 1/12, Σb a a c = 1/24.
  @Test func densities() {
    #expect(RootedTree.all(ofOrder: 4).map(\.density).sorted() == [4, 8, 12, 24])
    // Tall trees have density n!, bushy ones n.
    let five = RootedTree.all(ofOrder: 5).map(\.density)
    #expect(five.max() == 120 && five.min() == 5)
  }

  /// Σ over labellings: the exact solution of ẏ = y has Σ_t α(t)/γ(t)·n!/n! = 1, with α the number of monotonic
  /// labellings.
  @Test func chainsAndBranchesAreToldApart() {
    let zero = [[0.0, 0], [1, 0]]
    let one = [[0.0, 0], [3, 0]]
    let chain = RootedTree(children: [RootedTree(children: [])])
    let cherry = RootedTree(children: [RootedTree(children: []), RootedTree(children: [])])
    #expect(chain.weights(branching: zero, chain: one) == [0, 3])
    #expect(cherry.weights(branching: zero, chain: one) == [0, 1])
    let negative = [[0.0, 0], [-1, 0]]
    #expect(chain.weights(branching: negative, chain: negative) == [0, -1])
    #expect(chain.weights(branching: negative, chain: negative, magnitudes: true) == [0, 1])
  }
}
