internal import Foundation
internal import LinearAlgebra

/// The attention layer of ``RandomTransformer``: x ← r_A x + α_A Σ_j A_ij V x̂_j.
///
/// With Q̂, K̂, V̂ standard normal and y = Ŵx̂/√d, of entries of variance 1: logits are σ_A y_Q·y_K/√d, values σ_V y_V.
struct RandomAttention {
  private let width: Int
  private let isThere: Bool
  private let kept: Double
  private let valueScale: Double
  private let logitScale: Double
  private let inputScale: Double

  init(_ initialization: TransformerInitialization, width: Int) {
    self.width = width
    isThere = initialization.attentionGain > 0
    kept = initialization.attentionResidual.squareRoot()
    valueScale = initialization.attentionStrength * initialization.valueScale
    inputScale = 1 / Double(width).squareRoot()
    logitScale = initialization.attentionScale * inputScale
  }

  /// What the backward pass needs of the forward one.
  struct State: Sendable {
    /// x̂, y_Q, y_K, y_V.
    var normalized, query, key, value: Matrix
    /// |x|/√d.
    var lengths: [Double]
    /// Aᵀ: the row of a token is a column.
    var weights: Matrix

    init(width: Int, tokens: Int) {
      let zero = Matrix(rows: width, columns: tokens)
      (normalized, query, key, value) = (zero, zero, zero, zero)
      lengths = Array(repeating: 0, count: tokens)
      weights = Matrix(rows: tokens, columns: tokens)
    }
  }

  struct Buffers: Sendable {
    var slope, product: Matrix
    var logits: Matrix

    init(width: Int, tokens: Int) {
      slope = Matrix(rows: width, columns: tokens)
      product = slope
      logits = Matrix(rows: tokens, columns: tokens)
    }
  }

  func forward(
    _ tokens: inout Matrix, _ block: TransformerWeights.Block, _ state: inout State
  ) {
    guard isThere else { return scale(&tokens) }
    TokenNormalization.forward(tokens, into: &state.normalized, lengths: &state.lengths)
    BLAS.multiply(block.query, .plain, state.normalized, scale: inputScale, into: &state.query)
    BLAS.multiply(block.key, .plain, state.normalized, scale: inputScale, into: &state.key)
    BLAS.multiply(block.value, .plain, state.normalized, scale: inputScale, into: &state.value)
    BLAS.multiply(
      state.key, .transposed, state.query, .plain, scale: logitScale, into: &state.weights)
    Self.softmax(&state.weights)
    BLAS.multiply(
      state.value, .plain, state.weights, .plain, scale: valueScale, adding: kept, into: &tokens)
  }

  func backward(
    _ gradient: inout Matrix, _ block: TransformerWeights.Block, _ state: State, _ buffers: inout Buffers
  ) {
    guard isThere else { return scale(&gradient) }
    // Values.
    BLAS.multiply(
      gradient, .plain, state.weights, .transposed, scale: valueScale, into: &buffers.product)
    BLAS.multiply(
      block.value, .transposed, buffers.product, .plain, scale: inputScale, into: &buffers.slope)
    // Logits.
    BLAS.multiply(
      state.value, .transposed, gradient, .plain, scale: valueScale, into: &buffers.logits)
    Self.softmaxPullback(&buffers.logits, at: state.weights)
    BLAS.multiply(state.key, .plain, buffers.logits, .plain, scale: logitScale, into: &buffers.product)
    BLAS.multiply(
      block.query, .transposed, buffers.product, .plain, scale: inputScale, adding: 1, into: &buffers.slope)
    BLAS.multiply(
      state.query, .plain, buffers.logits, .transposed, scale: logitScale, into: &buffers.product)
    BLAS.multiply(
      block.key, .transposed, buffers.product, .plain, scale: inputScale, adding: 1, into: &buffers.slope)
    TokenNormalization.addPullback(
      of: buffers.slope, at: state.normalized, lengths: state.lengths, kept: kept, to: &gradient)
  }

  /// The layer without attention.
  private func scale(_ tokens: inout Matrix) {
    guard kept != 1 else { return }
    for place in tokens.storage.indices { tokens.storage[place] *= kept }
  }

  /// The softmax of each column.
  private static func softmax(_ logits: inout Matrix) {
    let n = logits.rows
    for i in 0..<n {
      var largest = -Double.infinity
      for j in 0..<n { largest = max(largest, logits.storage[j + i * n]) }
      var sum = 0.0
      for j in 0..<n {
        let weight = exp(logits.storage[j + i * n] - largest)
        logits.storage[j + i * n] = weight
        sum += weight
      }
      for j in 0..<n { logits.storage[j + i * n] /= sum }
    }
  }

  /// Gradients with respect to the weights, column by column, to those with respect to the logits.
  private static func softmaxPullback(_ slopes: inout Matrix, at weights: Matrix) {
    let n = weights.rows
    for i in 0..<n {
      var mean = 0.0
      for j in 0..<n { mean += weights.storage[j + i * n] * slopes.storage[j + i * n] }
      for j in 0..<n {
        slopes.storage[j + i * n] = weights.storage[j + i * n] * (slopes.storage[j + i * n] - mean)
      }
    }
  }
}
