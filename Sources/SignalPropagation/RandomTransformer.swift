internal import Foundation
public import LinearAlgebra
internal import Randomness

/// A transformer of finite width at initialisation, forward and backward: what ``BlockMap`` is the limit of.
///
/// The weights of a block are drawn when it is entered, forward and backward alike, and forgotten after it.
public struct RandomTransformer: Sendable {
  /// Scales, strengths and activation.
  public let transformer: TransformerInitialization
  /// d, also the width of the perceptron's hidden layer.
  public let dimension: Int
  /// The seed of all weights.
  public let seed: UInt64

  /// A transformer of width `dimension` ≥ 2.
  public init(_ transformer: TransformerInitialization, dimension: Int, seed: UInt64) {
    precondition(dimension >= 2, "tokens need two dimensions")
    (self.transformer, self.dimension, self.seed) = (transformer, dimension, seed)
  }

  /// What a block keeps of its forward pass.
  public struct Block: Sendable {
    /// Which block of the stack.
    let index: Int
    let input: Matrix
    let attention: Matrix
    let queries: Matrix
    let keys: Matrix
    let middle: Matrix
    let hidden: Matrix
    /// The tokens after it, one a column.
    public let output: Matrix
  }

  /// Weights of one block, each d × d.
  private struct Weights {
    let query: Matrix
    let key: Matrix
    let value: Matrix
    let hidden: Matrix
    let output: Matrix
  }

  private func weights(_ index: Int) -> Weights {
    let stream = RandomStream(seed: seed, name: "random transformer").substream("\(index)")
    let d = dimension
    func draw(_ name: String, _ variance: Double) -> Matrix {
      var part = stream.substream(name)
      return Matrix(
        rows: d, columns: d, storage: part.normals(d * d, scale: (variance / Double(d)).squareRoot()))
    }
    let t = transformer
    return Weights(
      query: draw("query", t.attentionScale), key: draw("key", t.attentionScale),
      value: draw("value", t.valueScale * t.valueScale),
      hidden: draw("hidden", t.weightScale * t.weightScale),
      output: draw("output", t.outputScale * t.outputScale))
  }

  /// Tokens that are an exact simplex of length q and cosine c in random directions, one a column.
  public func simplex(_ geometry: TokenGeometry) -> Matrix {
    let n = transformer.tokens
    precondition(n < dimension, "so many tokens need more dimensions")
    var stream = RandomStream(seed: seed, name: "random transformer/tokens")
    // Orthonormal directions by Gram and Schmidt, twice: one for the mean, one for each token.
    var directions: [[Double]] = []
    for _ in 0...n {
      var direction = stream.normals(dimension)
      for _ in 0..<2 {
        for other in directions {
          let overlap = direction.dot(other)
          for i in direction.indices { direction[i] -= overlap * other[i] }
        }
      }
      let norm = direction.euclideanNorm
      directions.append(direction.map { $0 / norm })
    }
    let scale = Double(dimension).squareRoot()
    let common = max(0, geometry.length - geometry.gap).squareRoot()
    let own = geometry.gap.squareRoot()
    return Matrix(
      columnByColumn: (1...n).map { k in
        zip(directions[0], directions[k]).map { scale * (common * $0 + own * $1) }
      })
  }

  /// One block forward.
  ///
  /// - Complexity: 10·d²·n flops, and 5·d² normal numbers.
  public func forward(_ input: Matrix, block index: Int) -> Block {
    let weights = weights(index)
    let normalised = Self.normalised(input)
    let (queries, keys) = (weights.query * normalised, weights.key * normalised)
    var attention = Matrix(rows: input.columns, columns: input.columns)
    BLAS.multiply(
      queries, .transposed, keys, .plain, scale: 1 / Double(dimension).squareRoot(), into: &attention)
    Self.softmaxRows(&attention)
    var means = Matrix(rows: dimension, columns: input.columns)
    BLAS.multiply(normalised, .plain, attention, .transposed, into: &means)
    let kept = transformer.attentionResidual.squareRoot()
    let middle = Self.sum(kept, input, transformer.attentionStrength, weights.value * means)
    let hidden = weights.hidden * Self.normalised(middle)
    let activated = Matrix(
      rows: dimension, columns: input.columns, storage: hidden.storage.map(transformer.activation.value))
    let output = Self.sum(
      transformer.mlpResidual.squareRoot(), middle, transformer.mlpStrength, weights.output * activated)
    return Block(
      index: index, input: input, attention: attention, queries: queries, keys: keys, middle: middle,
      hidden: hidden, output: output)
  }

  /// The gradient with respect to a block's input, from that with respect to its output.
  ///
  /// - Complexity: 16·d²·n flops, and 5·d² normal numbers.
  public func backward(_ gradient: Matrix, through block: Block) -> Matrix {
    let weights = weights(block.index)
    let d = Double(dimension)
    // Perceptron.
    var hidden = Self.transposed(weights.output, gradient)
    for i in hidden.storage.indices {
      hidden.storage[i] *= transformer.mlpStrength * transformer.activation.slope(block.hidden.storage[i])
    }
    let inner = Self.normalisationGradient(Self.transposed(weights.hidden, hidden), at: block.middle)
    let middle = Self.sum(transformer.mlpResidual.squareRoot(), gradient, 1, inner)
    // Values.
    var means = Self.transposed(weights.value, middle)
    for i in means.storage.indices { means.storage[i] *= transformer.attentionStrength }
    let normalised = Self.normalised(block.input)
    var tokens = means * block.attention
    // Logits: the softmax's Jacobian, row by row.
    var logits = Matrix(rows: means.columns, columns: means.columns)
    BLAS.multiply(means, .transposed, normalised, .plain, into: &logits)
    for i in 0..<logits.rows {
      var mean = 0.0
      for j in 0..<logits.columns { mean += block.attention[i, j] * logits[i, j] }
      for j in 0..<logits.columns {
        logits[i, j] = block.attention[i, j] * (logits[i, j] - mean) / d.squareRoot()
      }
    }
    var queries = Matrix(rows: dimension, columns: logits.rows)
    BLAS.multiply(block.keys, .plain, logits, .transposed, into: &queries)
    let keys = block.queries * logits
    BLAS.multiply(weights.query, .transposed, queries, .plain, adding: 1, into: &tokens)
    BLAS.multiply(weights.key, .transposed, keys, .plain, adding: 1, into: &tokens)
    return Self.sum(
      transformer.attentionResidual.squareRoot(), middle, 1,
      Self.normalisationGradient(tokens, at: block.input))
  }

  /// q and q − p as means over tokens and over pairs of them.
  public static func geometry(_ tokens: Matrix) -> TokenGeometry {
    let (own, pair) = moments(tokens)
    return TokenGeometry(length: own, gap: own - pair)
  }

  /// u and w of a gradient, relative to a readout of unit variance.
  public static func geometry(gradient: Matrix) -> GradientGeometry {
    let (own, pair) = moments(gradient)
    return GradientGeometry(length: own, overlap: pair)
  }

  private static func moments(_ matrix: Matrix) -> (own: Double, pair: Double) {
    let gram = matrix.gram()
    let n = matrix.columns
    let own = (0..<n).map { gram[$0, $0] }.reduce(0, +)
    let all = gram.storage.reduce(0, +)
    let d = Double(matrix.rows)
    return (own / Double(n) / d, (all - own) / Double(n * (n - 1)) / d)
  }

  /// √d·x/|x| for each column.
  private static func normalised(_ matrix: Matrix) -> Matrix {
    var result = matrix
    for j in 0..<matrix.columns {
      let factor = Double(matrix.rows).squareRoot() / matrix.column(j).euclideanNorm
      for i in 0..<matrix.rows { result.storage[i + j * matrix.rows] *= factor }
    }
    return result
  }

  /// (√d/|x|)(g − x(x·g)/|x|²) for each column.
  private static func normalisationGradient(_ gradient: Matrix, at matrix: Matrix) -> Matrix {
    var result = gradient
    for j in 0..<matrix.columns {
      let x = matrix.column(j)
      let norm = x.euclideanNorm
      let overlap = x.dot(gradient.column(j)) / norm / norm
      let factor = Double(matrix.rows).squareRoot() / norm
      for i in 0..<matrix.rows {
        let place = i + j * matrix.rows
        result.storage[place] = factor * (gradient.storage[place] - overlap * x[i])
      }
    }
    return result
  }

  private static func softmaxRows(_ matrix: inout Matrix) {
    for i in 0..<matrix.rows {
      let row = matrix.row(i)
      let largest = row.max() ?? 0
      let weights = row.map { exp($0 - largest) }
      let sum = weights.reduce(0, +)
      for j in 0..<matrix.columns { matrix[i, j] = weights[j] / sum }
    }
  }

  private static func transposed(_ a: Matrix, _ b: Matrix) -> Matrix {
    var result = Matrix(rows: a.columns, columns: b.columns)
    BLAS.multiply(a, .transposed, b, .plain, into: &result)
    return result
  }

  private static func sum(_ a: Double, _ x: Matrix, _ b: Double, _ y: Matrix) -> Matrix {
    var result = x
    for i in result.storage.indices { result.storage[i] = a * x.storage[i] + b * y.storage[i] }
    return result
  }
}
