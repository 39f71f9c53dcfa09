internal import Foundation
internal import LinearAlgebra

/// The attention layer of ``RandomTransformer``: x ← r_A x + α_A Σ_j A_ij V x̂_j.
///
/// With Q̂, K̂, V̂ standard normal and y = Ŵx̂/√d, of entries of variance 1: logits are σ_A y_Q·y_K/√d, values σ_V y_V.
/// Several sequences stand side by side; tokens attend to those of their own.
struct RandomAttention {
  private let width: Int
  /// n.
  private let length: Int
  private let isThere: Bool
  private let kept: Double
  private let valueScale: Double
  private let logitScale: Double
  private let inputScale: Double

  init(_ initialization: TransformerInitialization, width: Int) {
    self.width = width
    length = initialization.tokens
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
    /// Aᵀ: the row of a token is a column; n × n for each sequence.
    var weights: Matrix

    init(width: Int, tokens: Int, sequences: Int = 1) {
      let length = tokens
      let tokens = length * sequences
      let zero = Matrix(rows: width, columns: tokens)
      (normalized, query, key, value) = (zero, zero, zero, zero)
      lengths = Array(repeating: 0, count: tokens)
      weights = Matrix(rows: length, columns: tokens)
    }
  }

  struct Buffers: Sendable {
    /// The gradient with respect to x̂, y_Q, y_K, y_V.
    var slope, query, key, value: Matrix
    var logits: Matrix

    init(width: Int, tokens: Int, sequences: Int = 1) {
      slope = Matrix(rows: width, columns: tokens * sequences)
      (query, key, value) = (slope, slope, slope)
      logits = Matrix(rows: tokens, columns: tokens * sequences)
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
    let sequences = tokens.columns / length
    BLAS.multiply(
      groups: sequences, state.key, .transposed, state.query, .plain, scale: logitScale, into: &state.weights)
    Self.softmax(&state.weights)
    BLAS.multiply(
      groups: sequences, state.value, .plain, state.weights, .plain, scale: valueScale, adding: kept,
      into: &tokens)
  }

  func backward(
    _ gradient: inout Matrix, _ block: TransformerWeights.Block, _ state: State, _ buffers: inout Buffers
  ) {
    guard isThere else { return scale(&gradient) }
    let sequences = gradient.columns / length
    // Values.
    BLAS.multiply(
      groups: sequences, gradient, .plain, state.weights, .transposed, scale: valueScale, into: &buffers.value
    )
    BLAS.multiply(
      block.value, .transposed, buffers.value, .plain, scale: inputScale, into: &buffers.slope)
    // Logits.
    BLAS.multiply(
      groups: sequences, state.value, .transposed, gradient, .plain, scale: valueScale, into: &buffers.logits)
    Self.softmaxPullback(&buffers.logits, at: state.weights)
    BLAS.multiply(
      groups: sequences, state.key, .plain, buffers.logits, .plain, scale: logitScale, into: &buffers.query)
    BLAS.multiply(
      block.query, .transposed, buffers.query, .plain, scale: inputScale, adding: 1, into: &buffers.slope)
    BLAS.multiply(
      groups: sequences, state.query, .plain, buffers.logits, .transposed, scale: logitScale,
      into: &buffers.key)
    BLAS.multiply(
      block.key, .transposed, buffers.key, .plain, scale: inputScale, adding: 1, into: &buffers.slope)
    TokenNormalization.addPullback(
      of: buffers.slope, at: state.normalized, lengths: state.lengths, kept: kept, to: &gradient)
  }

  /// Adds the gradient with respect to Q̂, K̂ and V̂, after ``backward(_:_:_:_:)``.
  func addWeightGradient(_ state: State, _ buffers: Buffers, to block: inout TransformerWeights.Block) {
    guard isThere else { return }
    func add(_ slope: Matrix, _ gradient: inout Matrix) {
      BLAS.multiply(
        slope, .plain, state.normalized, .transposed, scale: inputScale, adding: 1, into: &gradient)
    }
    add(buffers.query, &block.query)
    add(buffers.key, &block.key)
    add(buffers.value, &block.value)
  }

  /// The layer without attention.
  private func scale(_ tokens: inout Matrix) {
    guard kept != 1 else { return }
    for place in tokens.storage.indices { tokens.storage[place] *= kept }
  }

  /// The softmax of each column.
  private static func softmax(_ logits: inout Matrix) {
    let n = logits.rows
    for i in 0..<logits.columns {
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
    for i in 0..<weights.columns {
      var mean = 0.0
      for j in 0..<n { mean += weights.storage[j + i * n] * slopes.storage[j + i * n] }
      for j in 0..<n {
        slopes.storage[j + i * n] = weights.storage[j + i * n] * (slopes.storage[j + i * n] - mean)
      }
    }
  }
}
