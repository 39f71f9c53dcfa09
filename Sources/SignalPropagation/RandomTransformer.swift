internal import Foundation
public import LinearAlgebra

/// A transformer of finite width at initialisation: tokens forward, the gradient of a linear readout back.
///
/// The model of ``TransformerInitialization`` without any average or limit, to hold the theory against. Tokens are the
/// columns of a d × n matrix. The readout is ℓ = Σ_i R_i·x_i^L; the backward pass is the exact derivative, through the
/// softmax and both normalisations.
public struct RandomTransformer: Sendable {
  /// What it is a draw of.
  public let initialization: TransformerInitialization
  /// The draw.
  public internal(set) var weights: TransformerWeights

  /// A transformer.
  public init(_ initialization: TransformerInitialization, weights: TransformerWeights) {
    self.initialization = initialization
    self.weights = weights
  }

  /// What a pass measures.
  public struct Signal: Codable, Equatable, Sendable {
    /// The geometry of the tokens after 0, 1, … blocks.
    public let tokens: [TokenGeometry]
    /// That of the gradient after 0, 1, … blocks backward from the output.
    public let gradients: [GradientGeometry]

    /// Measurements, each from the input, or the output, on.
    public init(tokens: [TokenGeometry], gradients: [GradientGeometry]) {
      (self.tokens, self.gradients) = (tokens, gradients)
    }

    /// λ_g = (1/L) log(u₀/u_L).
    public var gradientExponent: Double {
      log(gradients[gradients.count - 1].length / gradients[0].length) / Double(gradients.count - 1)
    }

    /// The mean exponent of 1 − c over the blocks; what λ_a is where all tokens are nearly parallel.
    public var angleExponent: Double {
      log(tokens[tokens.count - 1].dissimilarity / tokens[0].dissimilarity) / Double(tokens.count - 1)
    }
  }

  /// Buffers of one pass and what it leaves in them; each thread needs its own.
  public struct Workspace: Sendable {
    /// The tokens: x^L after a pass.
    public internal(set) var tokens: Matrix
    /// ∂ℓ/∂x⁰ after a pass.
    public internal(set) var gradient: Matrix
    var attention: [RandomAttention.State]
    var perceptron: [RandomPerceptron.State]
    var attentionBuffers: RandomAttention.Buffers
    var perceptronBuffers: RandomPerceptron.Buffers
  }

  /// Buffers that serve any transformer of these sizes.
  ///
  /// - Complexity: L·(5d + 2d_mlp)·n doubles, one and a half per cent of the weights' at d = 1024 and n = 16.
  public func makeWorkspace() -> Workspace { makeWorkspace(sequences: 1) }

  /// Buffers for several sequences side by side.
  func makeWorkspace(sequences: Int) -> Workspace {
    let (d, h, n) = (weights.width, weights.hiddenWidth, initialization.tokens)
    let layers = weights.blocks.count
    let all = n * sequences
    return Workspace(
      tokens: Matrix(rows: d, columns: all), gradient: Matrix(rows: d, columns: all),
      attention: Array(
        repeating: RandomAttention.State(width: d, tokens: n, sequences: sequences), count: layers),
      perceptron: Array(
        repeating: RandomPerceptron.State(width: d, hiddenWidth: h, tokens: all), count: layers),
      attentionBuffers: RandomAttention.Buffers(width: d, tokens: n, sequences: sequences),
      perceptronBuffers: RandomPerceptron.Buffers(width: d, hiddenWidth: h, tokens: all))
  }

  /// Sends tokens through all blocks and the gradient of the readout back.
  ///
  /// - Parameters:
  ///   - tokens: d × n; a token of length 0 has no direction and makes everything NaN.
  ///   - readout: R, d × n.
  ///   - workspace: What ``makeWorkspace()`` makes; its contents do not matter.
  /// - Complexity: 4·L·n·(3d² + 2d·d_mlp + 4dn) flops in products; no allocation but the result.
  public func propagate(_ tokens: Matrix, readout: Matrix, _ workspace: inout Workspace) -> Signal {
    let (d, n) = (weights.width, initialization.tokens)
    precondition(
      tokens.rows == d && tokens.columns == n && readout.rows == d && readout.columns == n,
      "tokens and readout are width × tokens matrices")
    workspace.tokens.storage.replaceSubrange(0..., with: tokens.storage)
    workspace.gradient.storage.replaceSubrange(0..., with: readout.storage)
    var geometry = [TokenGeometry(of: tokens)]
    forward(&workspace) { geometry.append(TokenGeometry(of: $0)) }
    var gradients = [GradientGeometry(of: readout)]
    backward(&workspace) { _, workspace in gradients.append(GradientGeometry(of: workspace.gradient)) }
    return Signal(tokens: geometry, gradients: gradients)
  }

  /// Sends the workspace's tokens through all blocks.
  ///
  /// - Parameter observe: Called with the tokens after each block.
  func forward(_ workspace: inout Workspace, observe: (Matrix) -> Void = { _ in }) {
    let (attention, perceptron) = parts
    for (layer, block) in weights.blocks.enumerated() {
      attention.forward(&workspace.tokens, block, &workspace.attention[layer])
      perceptron.forward(&workspace.tokens, block, &workspace.perceptron[layer])
      observe(workspace.tokens)
    }
  }

  /// Sends the workspace's gradient back through all blocks, after ``forward(_:observe:)``.
  ///
  /// - Parameter observe: Called with each block's index, last to first, when the gradient has passed it.
  func backward(_ workspace: inout Workspace, observe: (Int, Workspace) -> Void = { _, _ in }) {
    let (attention, perceptron) = parts
    for (layer, block) in weights.blocks.enumerated().reversed() {
      perceptron.backward(
        &workspace.gradient, block, workspace.perceptron[layer], &workspace.perceptronBuffers)
      attention.backward(
        &workspace.gradient, block, workspace.attention[layer], &workspace.attentionBuffers)
      observe(layer, workspace)
    }
  }

  /// The layers of a block.
  var parts: (attention: RandomAttention, perceptron: RandomPerceptron) {
    (
      RandomAttention(initialization, width: weights.width),
      RandomPerceptron(initialization, width: weights.width, hiddenWidth: weights.hiddenWidth)
    )
  }
}
