internal import Foundation
public import LinearAlgebra
internal import Randomness

/// One layer of a fully connected network of finite width: h ↦ σ_w/√N·W φ(h) + σ_b·b, W and b standard normal.
///
/// The same weights serve networks of any scales and activation, and any number of inputs side by side.
public struct RandomLayer: Sendable {
  private let weights: Matrix
  private let biases: [Double]

  /// Layer `index` of the network drawn from a seed.
  ///
  /// - Complexity: Some 15 ns a weight.
  public init(width: Int, seed: UInt64, index: Int) {
    precondition(width >= 1, "a layer has a neuron at least")
    let stream = RandomStream(seed: seed, name: "random layer").substream("\(index)")
    var (weights, biases) = (stream.substream("weights"), stream.substream("biases"))
    self.weights = Matrix(rows: width, columns: width, storage: weights.normals(width * width))
    self.biases = biases.normals(width)
  }

  /// N.
  public var width: Int { weights.rows }

  /// The pre-activations after this layer of those before it, one input a column.
  public func callAsFunction(_ network: MeanFieldNetwork, _ inputs: Matrix) -> Matrix {
    var outputs = product(network, inputs, network.activation.value)
    addBiases(network, to: &outputs, columns: 0..<outputs.columns)
    return outputs
  }

  /// A curve of inputs with its first two derivatives by the parameter, after this layer: exact, by the chain rule.
  public func callAsFunction(_ network: MeanFieldNetwork, _ curve: RandomCurve) -> RandomCurve {
    let (width, count) = (width, curve.position.columns)
    var all = Matrix(rows: width, columns: 3 * count)
    let activation = network.activation
    for i in 0..<(width * count) {
      let (h, v, a) = (curve.position.storage[i], curve.velocity.storage[i], curve.acceleration.storage[i])
      let slope = activation.slope(h)
      all.storage[i] = activation.value(h)
      all.storage[width * count + i] = slope * v
      all.storage[2 * width * count + i] = activation.curvature(h) * v * v + slope * a
    }
    var outputs = product(network, all, \.self)
    addBiases(network, to: &outputs, columns: 0..<count)
    func part(_ k: Int) -> Matrix {
      Matrix(
        rows: width, columns: count,
        storage: Array(outputs.storage[(k * width * count)..<((k + 1) * width * count)]))
    }
    return RandomCurve(position: part(0), velocity: part(1), acceleration: part(2))
  }

  /// How small displacements of inputs come out: σ_w/√N·W φ′(h)⊙δ, one a column.
  public func tangent(_ network: MeanFieldNetwork, at inputs: Matrix, along directions: Matrix) -> Matrix {
    precondition(
      inputs.rows == directions.rows && inputs.columns == directions.columns,
      "each input has one direction")
    var slopes = inputs
    for i in slopes.storage.indices {
      slopes.storage[i] = network.activation.slope(inputs.storage[i]) * directions.storage[i]
    }
    return product(network, slopes, \.self)
  }

  private func product(
    _ network: MeanFieldNetwork, _ inputs: Matrix, _ function: (Double) -> Double
  ) -> Matrix {
    precondition(inputs.rows == width, "an input has one number for each neuron")
    let activated = Matrix(rows: width, columns: inputs.columns, storage: inputs.storage.map(function))
    var outputs = Matrix(rows: width, columns: inputs.columns)
    BLAS.multiply(
      weights, .plain, activated, .plain, scale: network.weightScale / Double(width).squareRoot(),
      into: &outputs)
    return outputs
  }

  private func addBiases(_ network: MeanFieldNetwork, to outputs: inout Matrix, columns: Range<Int>) {
    for j in columns {
      for i in 0..<width { outputs.storage[i + j * width] += network.biasScale * biases[i] }
    }
  }
}
