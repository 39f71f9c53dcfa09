internal import Foundation
internal import LinearAlgebra

/// The perceptron of ``RandomTransformer``: x ← r_M x + α_M W₂ φ(W₁ x̂).
struct RandomPerceptron {
  private let activation: Activation
  private let isThere: Bool
  private let kept: Double
  private let inputScale: Double
  private let outputScale: Double

  init(_ initialization: TransformerInitialization, width: Int, hiddenWidth: Int) {
    activation = initialization.activation
    isThere = initialization.mlpGain > 0
    kept = initialization.mlpResidual.squareRoot()
    inputScale = initialization.weightScale / Double(width).squareRoot()
    outputScale =
      initialization.mlpStrength * initialization.outputScale / Double(hiddenWidth).squareRoot()
  }

  /// What the backward pass needs of the forward one.
  struct State: Sendable {
    /// x̂.
    var normalized: Matrix
    /// |x|/√d.
    var lengths: [Double]
    /// φ and φ′ of the hidden units.
    var values, slopes: Matrix

    init(width: Int, hiddenWidth: Int, tokens: Int) {
      normalized = Matrix(rows: width, columns: tokens)
      lengths = Array(repeating: 0, count: tokens)
      values = Matrix(rows: hiddenWidth, columns: tokens)
      slopes = values
    }
  }

  struct Buffers: Sendable {
    /// The gradient behind the layer, and that with respect to x̂.
    var output, slope: Matrix
    /// That with respect to W₁x̂.
    var hidden: Matrix

    init(width: Int, hiddenWidth: Int, tokens: Int) {
      slope = Matrix(rows: width, columns: tokens)
      output = slope
      hidden = Matrix(rows: hiddenWidth, columns: tokens)
    }
  }

  func forward(_ tokens: inout Matrix, _ block: TransformerWeights.Block, _ state: inout State) {
    guard isThere else { return scale(&tokens) }
    TokenNormalization.forward(tokens, into: &state.normalized, lengths: &state.lengths)
    BLAS.multiply(block.first, .plain, state.normalized, scale: inputScale, into: &state.values)
    activation.apply(to: &state.values.storage, slopes: &state.slopes.storage)
    BLAS.multiply(
      block.second, .plain, state.values, .plain, scale: outputScale, adding: kept, into: &tokens)
  }

  func backward(
    _ gradient: inout Matrix, _ block: TransformerWeights.Block, _ state: State, _ buffers: inout Buffers
  ) {
    guard isThere else { return scale(&gradient) }
    buffers.output.storage.replaceSubrange(0..., with: gradient.storage)
    BLAS.multiply(
      block.second, .transposed, gradient, .plain, scale: outputScale, into: &buffers.hidden)
    for place in buffers.hidden.storage.indices {
      buffers.hidden.storage[place] *= state.slopes.storage[place]
    }
    BLAS.multiply(
      block.first, .transposed, buffers.hidden, .plain, scale: inputScale, into: &buffers.slope)
    TokenNormalization.addPullback(
      of: buffers.slope, at: state.normalized, lengths: state.lengths, kept: kept, to: &gradient)
  }

  /// Adds the gradient with respect to Ŵ₁ and Ŵ₂, after ``backward(_:_:_:_:)``.
  func addWeightGradient(_ state: State, _ buffers: Buffers, to block: inout TransformerWeights.Block) {
    guard isThere else { return }
    BLAS.multiply(
      buffers.hidden, .plain, state.normalized, .transposed, scale: inputScale, adding: 1, into: &block.first)
    BLAS.multiply(
      buffers.output, .plain, state.values, .transposed, scale: outputScale, adding: 1, into: &block.second)
  }

  /// The layer without a perceptron.
  private func scale(_ tokens: inout Matrix) {
    guard kept != 1 else { return }
    for place in tokens.storage.indices { tokens.storage[place] *= kept }
  }
}
