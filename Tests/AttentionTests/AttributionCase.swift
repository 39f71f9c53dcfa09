import Attention
import Foundation
import LinearAlgebra
import TeacherStudent
import Testing

/// A case of attribution.json.
struct AttributionCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Expected: Decodable, Sendable {
    let total, largest, smallest: Double
    let keys, temperature, valueSpike, sampleHeterogeneity, samplingFloor: Double
    let squaredKeys, temperatureScalar: Double
    let weakestAlongPrompt, weakestAlongValue, strongestAlongValue: Double
    let log10Sensitivities: [Double]
  }

  let name: String
  let samples, tokens, dimension: Int
  let elements: [Double]
  let keyMatrix: [[Double]]
  let prompt, value: [Double]
  let parallel: Bool
  let expected: Expected

  var testDescription: String { name }

  static var all: [AttributionCase] {
    get throws { try Fixture.decode("attribution.json") }
  }

  func loss(transposedKeys: Bool = false) throws -> PromptAttentionLoss {
    let weights = Matrix(rowByRow: keyMatrix)
    let keys: KeyMatrix =
      weights == .identity(dimension) ? .identity : .dense(transposedKeys ? weights.transposed() : weights)
    return try PromptAttentionLoss(
      tokens: TokenArray(samples: samples, tokens: tokens, dimension: dimension, storage: elements),
      keyMatrix: keys, labels: Matrix(rows: 1, columns: samples), trained: .prompt,
      value: Matrix(rows: dimension, columns: 1, storage: value))
  }

  /// What differs by more than `tolerance` (decades, or cos²), by name.
  static func differences(
    _ found: ConditionAttribution, _ expected: Expected, tolerance: Double
  ) -> [String] {
    let pairs: [(String, Double, Double)] =
      [
        ("total", found.log10ConditionNumber, expected.total),
        ("largest", found.log10LargestEigenvalue, expected.largest),
        ("smallest", found.log10SmallestEigenvalue, expected.smallest),
        ("keys", found.keys, expected.keys),
        ("temperature", found.temperature, expected.temperature),
        ("value spike", found.valueSpike, expected.valueSpike),
        ("sample heterogeneity", found.sampleHeterogeneity, expected.sampleHeterogeneity),
        ("sampling floor", found.samplingFloor, expected.samplingFloor),
        ("κ(W)²", found.log10SquaredKeyConditionNumber, expected.squaredKeys),
        ("temperature scalar", found.log10TemperatureScalar, expected.temperatureScalar),
        ("weakest along prompt", found.weakestAlongPrompt, expected.weakestAlongPrompt),
        ("weakest along value", found.weakestAlongValue, expected.weakestAlongValue),
        ("strongest along value", found.strongestAlongValue, expected.strongestAlongValue),
      ]
      + zip(found.sensitivities, expected.log10Sensitivities).map { ("|J u|", log10($0), $1) }
    return pairs.filter { !(abs($0.1 - $0.2) <= tolerance) }.map { "\($0.0): \($0.1), not \($0.2)" }
  }
}
