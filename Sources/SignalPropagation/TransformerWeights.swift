public import LinearAlgebra
internal import Randomness

/// The weights of a stack of blocks as standard normal numbers; ``RandomTransformer`` brings in every scale.
///
/// So the same draws serve transformers of all scales and strengths, whose differences are then not blurred by those
/// of the draws. Each matrix has a random stream of its own, named by its block and its role.
public struct TransformerWeights: Sendable {
  /// The matrices of one block.
  public struct Block: Sendable {
    /// Q, d × d.
    public internal(set) var query: Matrix
    /// K, d × d.
    public internal(set) var key: Matrix
    /// V, d × d.
    public internal(set) var value: Matrix
    /// W₁, d_mlp × d.
    public internal(set) var first: Matrix
    /// W₂, d × d_mlp.
    public internal(set) var second: Matrix
  }

  /// d.
  public let width: Int
  /// d_mlp.
  public let hiddenWidth: Int
  /// First to last.
  public internal(set) var blocks: [Block]

  /// The draws of a seed, on all threads unless this is part of a parallel loop.
  ///
  /// - Complexity: L·(3d² + 2d·d_mlp) numbers of some 15 ns; 8 bytes each.
  public init(width: Int, hiddenWidth: Int, layers: Int, seed: UInt64) {
    precondition(width >= 1 && hiddenWidth >= 1, "a transformer has a width")
    precondition(layers >= 0, "a number of layers is not negative")
    let stream = RandomStream(seed: seed, name: "transformer")
    let roles = [
      ("query", width, width), ("key", width, width), ("value", width, width), ("first", hiddenWidth, width),
      ("second", width, hiddenWidth),
    ]
    let matrices = Parallel.map(layers * roles.count) { index in
      let (role, rows, columns) = roles[index % roles.count]
      var draws = stream.substream("block \(index / roles.count)").substream(role)
      return Matrix(rows: rows, columns: columns, storage: draws.normals(rows * columns))
    }
    blocks = (0..<layers).map { layer in
      let first = layer * roles.count
      return Block(
        query: matrices[first], key: matrices[first + 1], value: matrices[first + 2],
        first: matrices[first + 3], second: matrices[first + 4])
    }
    self.width = width
    self.hiddenWidth = hiddenWidth
  }

  init(width: Int, hiddenWidth: Int, blocks: [Block]) {
    (self.width, self.hiddenWidth, self.blocks) = (width, hiddenWidth, blocks)
  }
}
