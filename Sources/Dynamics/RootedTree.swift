/// A rooted tree: one for each elementary differential of ẏ = f(y), and so for each order condition.
///
/// A one-step method has order p if for every tree of at most p vertices its elementary weight is 1/γ, with γ the
/// tree's density.
///
/// - Reference: Butcher (1963); Hairer, Nørsett and Wanner (1993), §II.2.
struct RootedTree: Equatable, Sendable {
  /// The subtrees at the root's children.
  let children: [RootedTree]

  /// The number of vertices.
  var order: Int { 1 + children.reduce(0) { $0 + $1.order } }

  /// γ: the product of the orders of the subtrees at all vertices.
  var density: Double { children.reduce(Double(order)) { $0 * $1.density } }

  /// All trees of `order` ≤ 8 vertices: 1, 1, 2, 4, 9, 20, 48, 115 of them.
  static func all(ofOrder order: Int) -> [RootedTree] { table[order] }

  private static let table: [[RootedTree]] = {
    var trees: [[RootedTree]] = [[]]
    for size in 1...8 {
      // The children of a root of `size` vertices: multisets of smaller trees, in a fixed order of all of them.
      let smaller = trees.joined().map { $0 }
      var found: [RootedTree] = []
      func extend(_ children: [RootedTree], from first: Int, left: Int) {
        guard left > 0 else {
          found.append(RootedTree(children: children))
          return
        }
        for index in first..<max(first, smaller.count) where smaller[index].order <= left {
          extend(children + [smaller[index]], from: index, left: left - smaller[index].order)
        }
      }
      extend([], from: 0, left: size - 1)
      trees.append(found)
    }
    return trees
  }()

  /// The factors Φ_i of the elementary weight Σ_i b_i Φ_i, one for each stage.
  ///
  /// - Parameters:
  ///   - branching: A, which passes from a stage to the children of a vertex that has several.
  ///   - chain: The matrix for the child of a vertex that has one: A again for Runge–Kutta methods, A + Γ for
  ///     Rosenbrock methods (Hairer and Wanner 1996, §IV.7).
  ///   - magnitudes: Take absolute values throughout: how large the terms of a sum are that may cancel.
  func weights(branching: [[Double]], chain: [[Double]], magnitudes: Bool = false) -> [Double] {
    let matrix = children.count == 1 ? chain : branching
    var product = [Double](repeating: 1, count: matrix.count)
    for child in children {
      let below = child.weights(branching: branching, chain: chain, magnitudes: magnitudes)
      for i in matrix.indices {
        var sum = 0.0
        for j in matrix[i].indices {
          sum += (magnitudes ? abs(matrix[i][j]) : matrix[i][j]) * below[j]
        }
        product[i] *= sum
      }
    }
    return product
  }
}
