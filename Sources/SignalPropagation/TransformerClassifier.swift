internal import Foundation
public import LinearAlgebra
internal import Objectives
internal import Randomness

/// A transformer that learns to label each token of a sequence: mean cross-entropy and its exact gradient.
///
///     z_i = U x̂_i^L/√d,   loss = mean −log softmax(z_i)[label_i] over tokens and sequences
///
/// The blocks are those of ``RandomTransformer``. Parameters are its standard normal numbers and U: scales and
/// strengths of ``TransformerInitialization`` stay outside and enter gradients too (the parametrisation of Jacot et
/// al. 2018). In a vector: Q, K, V, W₁, W₂ of the first block, each column by column, then of the next, and U.
public struct TransformerClassifier: Classifier {
  /// All scales; its tokens are a sequence's.
  public let initialization: TransformerInitialization
  /// d_mlp.
  public let hiddenWidth: Int
  /// L.
  public let layers: Int
  /// The number of labels.
  public let classes: Int
  /// x⁰, one token a column, sequence after sequence.
  private let tokens: Matrix
  private let labels: [Int]

  /// Sequences that are evaluated side by side.
  private static let chunk = 32

  /// A transformer for these sequences; labels are 0 ..< `classes`, one a token.
  public init(
    _ initialization: TransformerInitialization, hiddenWidth: Int, layers: Int, tokens: Matrix,
    labels: [Int], classes: Int
  ) {
    precondition(hiddenWidth >= 1 && layers >= 0, "a transformer has a width")
    precondition(tokens.columns % initialization.tokens == 0, "sequences are complete")
    precondition(labels.count == tokens.columns, "each token has a label")
    precondition(labels.allSatisfy { (0..<classes).contains($0) }, "a label is one of the classes")
    self.initialization = initialization
    self.hiddenWidth = hiddenWidth
    self.layers = layers
    self.classes = classes
    self.tokens = tokens
    self.labels = labels
  }

  /// d.
  public var width: Int { tokens.rows }
  /// The number of sequences.
  public var sampleCount: Int { tokens.columns / initialization.tokens }
  /// L·d(3d + 2d_mlp) + d·classes.
  public var dimension: Int { layers * width * (3 * width + 2 * hiddenWidth) + classes * width }

  /// Where training begins: the draws of ``TransformerWeights``, and a standard normal readout.
  public func initialParameters(seed: UInt64) -> [Double] {
    var parameters = [Double](repeating: 0, count: dimension - classes * width)
    TransformerWeights(width: width, hiddenWidth: hiddenWidth, layers: layers, seed: seed)
      .write(to: &parameters, from: 0)
    var draws = RandomStream(seed: seed, name: "transformer").substream("readout")
    return parameters + draws.normals(classes * width)
  }

  /// The parameters as matrices, and buffers of a pass.
  public struct Workspace: Sendable {
    fileprivate var transformer: RandomTransformer
    fileprivate var weightGradient: TransformerWeights
    fileprivate var pass: RandomTransformer.Workspace
    fileprivate var readout: Readout
  }

  /// x̂^L, what its normalisation keeps, and the logits.
  fileprivate struct Readout: Sendable {
    var normalized, slope, logits: Matrix
    var lengths: [Double]
  }

  /// Buffers, which serve one trajectory after the other.
  public func makeWorkspace(trajectories: Int) -> Workspace {
    let zero = TransformerWeights(zerosOfWidth: width, hiddenWidth: hiddenWidth, layers: layers)
    let transformer = RandomTransformer(initialization, weights: zero)
    return Workspace(
      transformer: transformer, weightGradient: zero, pass: transformer.makeWorkspace(sequences: 1),
      readout: makeReadout(sequences: 1))
  }

  private func makeReadout(sequences: Int) -> Readout {
    let columns = sequences * initialization.tokens
    let token = Matrix(rows: width, columns: columns)
    return Readout(
      normalized: token, slope: token, logits: Matrix(rows: classes, columns: columns),
      lengths: Array(repeating: 0, count: columns))
  }

  /// The loss over some sequences, and its gradient.
  ///
  /// - Complexity: 6·L·n·(3d² + 2d·d_mlp + 4dn) flops a sequence in products. Allocates only if the last evaluation
  ///   was of another number of sequences.
  public func evaluate(
    _ parameters: Matrix, samples: [Int], losses: inout [Double], gradients: inout Matrix,
    workspace: inout Workspace
  ) {
    let count = Double(samples.count * initialization.tokens)
    for column in 0..<parameters.columns {
      let offset = column * dimension
      let place = readoutPlace(offset)
      for i in place.indices { gradients.storage[i] = 0 }
      workspace.transformer.weights.read(parameters.storage, from: offset)
      workspace.weightGradient.clear()
      losses[column] = 0
      for chunk in samples.chunks(of: Self.chunk) {
        losses[column] +=
          forward(parameters.storage, offset, samples: chunk, weight: 1 / count, &workspace).loss / count
        backward(parameters.storage, place, &workspace, &gradients.storage)
      }
      workspace.weightGradient.write(to: &gradients.storage, from: offset)
    }
  }

  /// How well the tokens of some sequences are labelled.
  public func classification(
    _ parameters: [Double], samples: Range<Int>, workspace: inout Workspace
  ) -> Classification {
    workspace.transformer.weights.read(parameters, from: 0)
    var (loss, right) = (0.0, 0)
    for chunk in Array(samples).chunks(of: Self.chunk) {
      let sums = forward(parameters, 0, samples: chunk, weight: 1, &workspace)
      loss += sums.loss
      right += sums.right
    }
    let count = Double(samples.count * initialization.tokens)
    return Classification(loss: loss / count, accuracy: Double(right) / count)
  }

  /// U.
  private func readoutPlace(_ offset: Int) -> MatrixPlace {
    MatrixPlace(offset: offset + dimension - classes * width, rows: classes, columns: width)
  }

  /// Sums of loss and right answers; leaves the gradient with respect to the logits in their place.
  private func forward(
    _ parameters: [Double], _ offset: Int, samples: [Int], weight: Double, _ workspace: inout Workspace
  ) -> (loss: Double, right: Int) {
    let n = initialization.tokens
    let columns = samples.count * n
    if workspace.pass.tokens.columns != columns {
      workspace.pass = workspace.transformer.makeWorkspace(sequences: samples.count)
      workspace.readout = makeReadout(sequences: samples.count)
    }
    let size = width * n
    for (index, sample) in samples.enumerated() {
      for i in 0..<size {
        workspace.pass.tokens.storage[i + index * size] = tokens.storage[i + sample * size]
      }
    }
    workspace.transformer.forward(&workspace.pass)
    TokenNormalization.forward(
      workspace.pass.tokens, into: &workspace.readout.normalized, lengths: &workspace.readout.lengths)
    BLAS.multiply(
      parameters, readoutPlace(offset), .plain, workspace.readout.normalized.storage,
      MatrixPlace(rows: width, columns: columns), .plain, scale: 1 / Double(width).squareRoot(),
      into: &workspace.readout.logits.storage, MatrixPlace(rows: classes, columns: columns))
    return CrossEntropy.replaceBySlopes(
      &workspace.readout.logits, labels: { labels[samples[$0 / n] * n + $0 % n] }, weight: weight)
  }

  /// Adds the gradient with respect to all parameters: U's to `gradient`, the others' to the workspace's.
  private func backward(
    _ parameters: [Double], _ place: MatrixPlace, _ workspace: inout Workspace, _ gradient: inout [Double]
  ) {
    let columns = workspace.pass.tokens.columns
    let (answers, token) = (
      MatrixPlace(rows: classes, columns: columns), MatrixPlace(rows: width, columns: columns)
    )
    let scale = 1 / Double(width).squareRoot()
    BLAS.multiply(
      workspace.readout.logits.storage, answers, .plain, workspace.readout.normalized.storage, token,
      .transposed, scale: scale, adding: 1, into: &gradient, place)
    BLAS.multiply(
      parameters, place, .transposed, workspace.readout.logits.storage, answers, .plain, scale: scale,
      into: &workspace.readout.slope.storage, token)
    for i in token.indices { workspace.pass.gradient.storage[i] = 0 }
    TokenNormalization.addPullback(
      of: workspace.readout.slope, at: workspace.readout.normalized, lengths: workspace.readout.lengths,
      kept: 0, to: &workspace.pass.gradient)
    let (attention, perceptron) = workspace.transformer.parts
    workspace.transformer.backward(&workspace.pass) { layer, pass in
      perceptron.addWeightGradient(
        pass.perceptron[layer], pass.perceptronBuffers, to: &workspace.weightGradient.blocks[layer])
      attention.addWeightGradient(
        pass.attention[layer], pass.attentionBuffers, to: &workspace.weightGradient.blocks[layer])
    }
  }
}
