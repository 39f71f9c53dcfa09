public import LinearAlgebra

/// The frozen d × d matrix W that makes keys of tokens, K = X W.
public enum KeyMatrix: Equatable, Sendable {
  /// W = I, without the cost of a product.
  case identity
  /// Any square matrix.
  case dense(Matrix)

  /// W·M for a matrix with d rows.
  ///
  /// - Complexity: 2·d²·columns flops; nothing for the identity.
  public func applied(to matrix: Matrix) -> Matrix {
    switch self {
    case .identity: return matrix
    case .dense(let weights): return weights * matrix
    }
  }

  /// W·x, such as the query W p of a prompt p.
  public func applied(to vector: [Double]) -> [Double] {
    applied(to: Matrix(rows: vector.count, columns: 1, storage: vector)).storage
  }

  /// Wᵀ·M for a matrix with d rows.
  ///
  /// - Complexity: 2·d²·columns flops; nothing for the identity.
  public func transposeApplied(to matrix: Matrix) -> Matrix {
    switch self {
    case .identity: return matrix
    case .dense(let weights):
      var product = Matrix(rows: weights.columns, columns: matrix.columns)
      BLAS.multiply(weights, .transposed, matrix, .plain, into: &product)
      return product
    }
  }

  /// Wᵀ·x, such as the gradient for p of one for the query.
  public func transposeApplied(to vector: [Double]) -> [Double] {
    transposeApplied(to: Matrix(rows: vector.count, columns: 1, storage: vector)).storage
  }

  /// The keys K_i = X_i W of every sample.
  ///
  /// - Complexity: 2·N·n·d² flops; nothing for the identity.
  public func keys(of tokens: TokenArray) -> TokenArray {
    TokenArray(
      samples: tokens.samples, tokens: tokens.tokens, columns: transposeApplied(to: tokens.columns))
  }

  /// W itself, d × d.
  public func matrix(dimension: Int) -> Matrix {
    switch self {
    case .identity: return .identity(dimension)
    case .dense(let weights): return weights
    }
  }
}
