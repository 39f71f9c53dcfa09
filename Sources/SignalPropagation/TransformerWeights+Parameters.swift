internal import LinearAlgebra

/// Weights as a stretch of a parameter vector: block by block Q, K, V, W₁, W₂, each column by column.
extension TransformerWeights {
  /// Weights that are all zero.
  init(zerosOfWidth width: Int, hiddenWidth: Int, layers: Int) {
    let square = Matrix(rows: width, columns: width)
    let block = Block(
      query: square, key: square, value: square, first: Matrix(rows: hiddenWidth, columns: width),
      second: Matrix(rows: width, columns: hiddenWidth))
    self.init(width: width, hiddenWidth: hiddenWidth, blocks: Array(repeating: block, count: layers))
  }

  /// How many numbers there are.
  var count: Int { blocks.count * width * (3 * width + 2 * hiddenWidth) }

  /// Takes the numbers from a vector's beginning at `offset`.
  mutating func read(_ vector: [Double], from offset: Int) {
    forEachMatrix(from: offset) { matrix, range in
      matrix.storage.replaceSubrange(0..., with: vector[range])
    }
  }

  /// Writes the numbers to a vector's beginning at `offset`.
  func write(to vector: inout [Double], from offset: Int) {
    var place = offset
    for block in blocks {
      for matrix in block.matrices {
        vector.replaceSubrange(place..<(place + matrix.storage.count), with: matrix.storage)
        place += matrix.storage.count
      }
    }
  }

  /// Makes all numbers zero.
  mutating func clear() {
    forEachMatrix(from: 0) { matrix, _ in
      for place in matrix.storage.indices { matrix.storage[place] = 0 }
    }
  }

  private mutating func forEachMatrix(from offset: Int, _ body: (inout Matrix, Range<Int>) -> Void) {
    var place = offset
    func visit(_ matrix: inout Matrix) {
      let count = matrix.storage.count
      body(&matrix, place..<(place + count))
      place += count
    }
    for layer in blocks.indices {
      visit(&blocks[layer].query)
      visit(&blocks[layer].key)
      visit(&blocks[layer].value)
      visit(&blocks[layer].first)
      visit(&blocks[layer].second)
    }
  }
}

extension TransformerWeights.Block {
  /// In their order.
  fileprivate var matrices: [Matrix] { [query, key, value, first, second] }
}
