import Foundation
import LinearAlgebra
import SignalPropagation
import TestSupport
import Testing

@Suite("RandomLayer")
struct RandomLayerTests {
  private let network = MeanFieldNetwork(.tanh, weightScale: 1.7, biasScale: 0.4)

  @Test func theSameSeedGivesTheSameWeights() {
    let curve = RandomCurve(circleOfLength: 1.3, width: 40, points: 6, seed: 3)
    let first = RandomLayer(width: 40, seed: 3, index: 1)(network, curve.position)
    #expect(first == RandomLayer(width: 40, seed: 3, index: 1)(network, curve.position))
    #expect(first != RandomLayer(width: 40, seed: 3, index: 2)(network, curve.position))
    #expect(first != RandomLayer(width: 40, seed: 4, index: 1)(network, curve.position))
    // Columns are independent of each other.
    let alone = Matrix(columnByColumn: [curve.position.column(4)])
    let image = RandomLayer(width: 40, seed: 3, index: 1)(network, alone)
    for i in 0..<40 { #expect(abs(image[i, 0] - first[i, 4]) < 1e-14) }
  }

  /// Derivatives by the chain rule against central differences of the curve's position.
  @Test(arguments: [Activation.tanh, .erf, .gelu])
  func derivativesOfACurve(_ activation: Activation) {
    let network = MeanFieldNetwork(activation, weightScale: 1.7, biasScale: 0.4)
    // Points are dense enough to be differences of each other.
    let points = 4096
    var curve = RandomCurve(circleOfLength: 1.3, width: 8, points: points, seed: 1)
    for index in 1...2 { curve = RandomLayer(width: 8, seed: 1, index: index)(network, curve) }
    let step = 2 * .pi / Double(points)
    for j in [5, 1000, 3001] {
      for i in 0..<8 {
        let (before, here, after) = (
          curve.position[i, j - 1], curve.position[i, j], curve.position[i, j + 1]
        )
        #expect(abs((after - before) / (2 * step) - curve.velocity[i, j]) < 1e-4)
        #expect(abs((after - 2 * here + before) / (step * step) - curve.acceleration[i, j]) < 1e-3)
      }
    }
  }

  @Test func tangentsAreThoseOfACurve() {
    let curve = RandomCurve(circleOfLength: 2, width: 30, points: 4, seed: 9)
    let layer = RandomLayer(width: 30, seed: 9, index: 5)
    #expect(
      layer.tangent(network, at: curve.position, along: curve.velocity) == layer(network, curve).velocity)
  }

  /// Lengths after a layer scatter about the length map by √(2/N).
  @Test func theLengthMap() {
    let q = 2.0
    let values = (0..<30).map { seed in
      let start = RandomCurve(circleOfLength: q, width: 150, points: 2, seed: UInt64(seed)).position
      let image = RandomLayer(width: 150, seed: UInt64(seed), index: 1)(network, start)
      return image.column(0).dot(image.column(0)) / 150
    }
    let deviation = (2.0 / 150 / 30).squareRoot() * network.length(after: q)
    #expect(abs(values.mean - network.length(after: q)) < 4 * deviation)
    // A twin that must fail: a network of a neighbouring scale.
    let other = MeanFieldNetwork(.tanh, weightScale: 2.1, biasScale: 0.4)
    #expect(abs(values.mean - other.length(after: q)) > 4 * deviation)
  }
}
