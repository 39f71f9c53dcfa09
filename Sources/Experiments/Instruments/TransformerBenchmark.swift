internal import LinearAlgebra
internal import SignalPropagation

/// How long a random transformer takes forward and backward, beside its products with weights alone, on one thread.
public struct TransformerBenchmark: Sendable {
  /// d = d_mlp.
  public let width = 1024
  /// n.
  public let tokens = 16
  /// L.
  public let layers = 16
  /// Forward and backward.
  public let milliseconds: Double
  /// The same products of weight matrices, with nothing between them.
  public let productMilliseconds: Double
  /// Drawing the weights, on all threads; once for any number of passes.
  public let drawingMilliseconds: Double

  /// Runs the benchmark: some seconds, and 0.7 GB.
  ///
  /// - Throws: ``Interruption``.
  public init() throws {
    func milliseconds(_ work: () -> Void) -> Double { 1000 * ContinuousClock().measure(work).seconds }
    var drawn: TransformerWeights?
    drawingMilliseconds = milliseconds { [width, layers] in
      drawn = TransformerWeights(width: width, hiddenWidth: width, layers: layers, seed: 0)
    }
    guard let weights = drawn else { preconditionFailure("the weights were drawn") }
    let transformer = RandomTransformer(
      TransformerInitialization(
        .tanh, attentionStrength: 0.3, mlpStrength: 0.7, attentionScale: 1, weightScale: 3, tokens: tokens),
      weights: weights)
    let input = TokenGeometry(length: 1, correlation: 0.5).simplex(width: width, tokens: tokens)
    var workspace = transformer.makeWorkspace()
    var product = input
    var (passes, products): ([Double], [Double]) = ([], [])
    for _ in 0..<5 {
      if let interruption = Interruption.received { throw interruption }
      passes.append(milliseconds { _ = transformer.propagate(input, readout: input, &workspace) })
      products.append(milliseconds { Self.multiply(weights, input, &product) })
    }
    (self.milliseconds, productMilliseconds) = (passes.median, products.median)
  }

  /// Each matrix once as it is, and once transposed.
  private static func multiply(_ weights: TransformerWeights, _ input: Matrix, _ product: inout Matrix) {
    func all(_ blocks: [TransformerWeights.Block], _ form: BLAS.Form) {
      for block in blocks {
        for matrix in [block.query, block.key, block.value, block.first, block.second] {
          BLAS.multiply(matrix, form, input, .plain, scale: 1e-3, into: &product)
        }
      }
    }
    all(weights.blocks, .plain)
    all(weights.blocks.reversed(), .transposed)
  }
}
