import Foundation
import Spectra
import Testing

@Suite("SimplexPoint")
struct SimplexPointTests {
  @Test func theThreeFormsAgree() throws {
    let weights = [0.5, 0.25, 0.2, 0.05]
    let points = [
      try SimplexPoint(weights: weights), try SimplexPoint(log10Weights: weights.map { log10($0) }),
      try SimplexPoint(logits: weights.map { 3 + log($0) }),
    ]
    for point in points {
      #expect(distance(point.logWeights, weights.map { log($0) }) < 1e-15)
      #expect(abs(point.log10Ratio - 1) < 1e-15)
      #expect(abs(point.entropy + weights.reduce(0) { $0 + $1 * log($1) }) < 1e-15)
    }
  }

  @Test func ratiosBeyondDoubles() throws {
    let point = try SimplexPoint(log10Weights: [0, -600, -100])
    #expect(abs(point.log10Ratio - 600) < 1e-12)
    #expect(point.weights == [1, 0, exp(point.logWeights[2])])
    #expect(abs(point.logWeights[0]) < 1e-90)
  }

  /// log x_max is not lost beside 1.
  @Test func theLargestWeightKeepsItsDistanceFromOne() throws {
    let point = try SimplexPoint(logits: [100, 0])
    #expect(abs(point.logWeights[0] / -exp(-100) - 1) < 1e-14)
  }

  @Test func sumsNearOneAreNormalised() throws {
    let point = try SimplexPoint(weights: [0.3333, 0.3333, 0.3333])
    #expect(distance(point.logWeights, Array(repeating: -log(3), count: 3)) < 1e-15)
  }

  @Test func badInputIsNamed() {
    #expect(throws: SpectrumError.tooFewCoordinates(1)) { try SimplexPoint(logits: [1]) }
    #expect(throws: SpectrumError.tooFewCoordinates(0)) { try SimplexPoint(weights: []) }
    #expect(throws: SpectrumError.tooFewCoordinates(1)) { try SimplexPoint(log10Weights: [0]) }
    #expect(throws: SpectrumError.notFinite(index: 1, value: .infinity)) {
      try SimplexPoint(logits: [1, .infinity])
    }
    #expect(throws: SpectrumError.notPositive(index: 1, value: 0)) { try SimplexPoint(weights: [1, 0]) }
    #expect(throws: SpectrumError.notPositive(index: 0, value: -0.5)) {
      try SimplexPoint(weights: [-0.5, 1.5])
    }
    #expect(throws: SpectrumError.badSum(1.5)) { try SimplexPoint(weights: [0.5, 1]) }
    #expect(throws: SpectrumError.badSum(11)) { try SimplexPoint(log10Weights: [0, 1]) }
    #expect(throws: SpectrumError.tooSpread(2e6)) { try SimplexPoint(logits: [0, 2e6]) }
    #expect(throws: SpectrumError.tooSpread(.infinity)) { try SimplexPoint(logits: [-1e308, 1e308]) }
  }
}
