public import LinearAlgebra

/// The inputs of N samples: n tokens of d features each, as a NumPy array of shape (N, n, d) in C order.
///
/// Feature k of token a of sample i stands at `storage[(i·n + a)·d + k]`, so a sample is contiguous and
/// ``columns``, the d × N·n matrix with one column a token, shares the memory.
public struct TokenArray: Equatable, Sendable {
  /// The number of samples, N.
  public let samples: Int
  /// The number of tokens a sample, n.
  public let tokens: Int
  /// The number of features a token, d.
  public let dimension: Int
  /// The elements in C order; N·n·d of them.
  public let storage: [Double]

  /// Wraps `storage`, which holds N·n·d elements in C order.
  public init(samples: Int, tokens: Int, dimension: Int, storage: [Double]) {
    precondition(samples >= 0 && tokens >= 0 && dimension >= 0, "a token array needs non-negative sizes")
    precondition(storage.count == samples * tokens * dimension, "storage must hold N × n × d elements")
    self.samples = samples
    self.tokens = tokens
    self.dimension = dimension
    self.storage = storage
  }

  /// Wraps a d × N·n matrix with one column a token, as ``columns`` gives it.
  public init(samples: Int, tokens: Int, columns: Matrix) {
    self.init(samples: samples, tokens: tokens, dimension: columns.rows, storage: columns.storage)
  }

  /// The shape (N, n, d).
  public var shape: [Int] { [samples, tokens, dimension] }

  /// The tokens as columns of a d × N·n matrix; column i·n + a is token a of sample i. Copies nothing.
  public var columns: Matrix {
    Matrix(rows: dimension, columns: samples * tokens, storage: storage)
  }

  /// Feature `feature` of token `token` of sample `sample`, all counted from 0.
  public subscript(sample: Int, token: Int, feature: Int) -> Double {
    precondition(
      (0..<samples).contains(sample) && (0..<tokens).contains(token) && (0..<dimension).contains(feature),
      "token index out of range")
    return storage[(sample * tokens + token) * dimension + feature]
  }

  /// Sample `i` as the n × d matrix X, one row a token.
  ///
  /// - Complexity: n·d, one allocation.
  public func sample(_ i: Int) -> Matrix { transposedSample(i).transposed() }

  /// Sample `i` as the d × n matrix Xᵀ, one column a token.
  ///
  /// - Complexity: n·d, one allocation.
  public func transposedSample(_ i: Int) -> Matrix {
    precondition((0..<samples).contains(i), "sample index out of range")
    let size = tokens * dimension
    return Matrix(rows: dimension, columns: tokens, storage: Array(storage[i * size..<(i + 1) * size]))
  }
}
