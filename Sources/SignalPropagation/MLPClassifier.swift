public import LinearAlgebra
internal import Objectives
internal import Randomness

/// A deep fully connected network that learns to tell classes apart: mean cross-entropy and its exact gradient.
///
///     h^l = σ_w/√N·W^l φ(h^(l−1)) + σ_b b^l,  l = 1 … L;   z = U φ(h^L)/√N;   loss = mean −log softmax(z)[label]
///
/// The input is h⁰, a pre-activation. Parameters are the numbers W, b and U, which begin as standard normal ones:
/// each scale of ``MeanFieldNetwork`` stays outside and enters gradients too (the parametrisation of Jacot et al.
/// 2018). In a vector: W¹ column by column, b¹, W², …, b^L, U.
public struct MLPClassifier: Classifier {
  /// σ_w, σ_b and φ.
  public let network: MeanFieldNetwork
  /// L.
  public let layers: Int
  /// The number of classes.
  public let classes: Int
  /// h⁰, one sample a column.
  let inputs: Matrix
  let labels: [Int]

  /// Samples that are evaluated side by side.
  private static let chunk = 64

  /// A network for these samples; labels are 0 ..< `classes`.
  public init(_ network: MeanFieldNetwork, layers: Int, inputs: Matrix, labels: [Int], classes: Int) {
    precondition(layers >= 1 && inputs.rows >= 1, "a network has a layer and a neuron")
    precondition(labels.count == inputs.columns, "each sample has a label")
    precondition(labels.allSatisfy { (0..<classes).contains($0) }, "a label is one of the classes")
    self.network = network
    self.layers = layers
    self.classes = classes
    self.inputs = inputs
    self.labels = labels
  }

  /// N.
  public var width: Int { inputs.rows }
  /// The number of samples.
  public var sampleCount: Int { labels.count }
  /// L·N(N + 1) + N·classes.
  public var dimension: Int { layers * width * (width + 1) + classes * width }

  /// Where training begins: standard normal numbers, each layer's from a stream of its own.
  ///
  /// So networks of different depths share their first layers.
  public func initialParameters(seed: UInt64) -> [Double] {
    let stream = RandomStream(seed: seed, name: "classifier")
    var parameters: [Double] = []
    parameters.reserveCapacity(dimension)
    for layer in 1...layers {
      var draws = stream.substream("layer \(layer)")
      parameters += draws.normals(width * (width + 1))
    }
    var draws = stream.substream("readout")
    return parameters + draws.normals(classes * width)
  }

  /// Buffers of a pass.
  public struct Workspace: Sendable {
    /// φ(h^l) and φ′(h^l), l = 0 … L.
    var values, slopes: [Matrix]
    /// The gradient with respect to h^l, and to the layer before.
    var gradient, back: Matrix
    var logits: Matrix
  }

  /// Buffers, which serve one trajectory after the other.
  public func makeWorkspace(trajectories: Int) -> Workspace { makeWorkspace(columns: Self.chunk) }

  func makeWorkspace(columns: Int) -> Workspace {
    let layer = Matrix(rows: width, columns: columns)
    let all = Array(repeating: layer, count: layers + 1)
    return Workspace(
      values: all, slopes: all, gradient: layer, back: layer,
      logits: Matrix(rows: classes, columns: columns))
  }

  /// The loss over some samples, and its gradient.
  ///
  /// - Complexity: 6·L·N² flops a sample in products. Allocates only if the last evaluation was of another number of
  ///   samples.
  public func evaluate(
    _ parameters: Matrix, samples: [Int], losses: inout [Double], gradients: inout Matrix,
    workspace: inout Workspace
  ) {
    for column in 0..<parameters.columns {
      let offset = column * dimension
      for place in offset..<(offset + dimension) { gradients.storage[place] = 0 }
      losses[column] = 0
      for chunk in samples.chunks(of: Self.chunk) {
        forward(parameters.storage, offset, samples: chunk, &workspace)
        losses[column] +=
          CrossEntropy.replaceBySlopes(
            &workspace.logits, labels: { labels[chunk[$0]] }, weight: 1 / Double(samples.count)
          ).loss / Double(samples.count)
        backward(parameters.storage, offset, &workspace, &gradients.storage)
      }
    }
  }

  /// How well some samples are told apart.
  public func classification(
    _ parameters: [Double], samples: Range<Int>, workspace: inout Workspace
  ) -> Classification {
    var (loss, right) = (0.0, 0)
    for chunk in Array(samples).chunks(of: Self.chunk) {
      forward(parameters, 0, samples: chunk, &workspace)
      let sums = CrossEntropy.replaceBySlopes(
        &workspace.logits, labels: { labels[chunk[$0]] }, weight: 1)
      loss += sums.loss
      right += sums.right
    }
    let count = Double(samples.count)
    return Classification(loss: loss / count, accuracy: Double(right) / count)
  }
}
