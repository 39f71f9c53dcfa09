import Foundation
import LinearAlgebra
import Randomness
import TeacherStudent
import Testing

@Suite struct DatasetGenerationTests {
  private func specification(
    _ change: (inout DatasetSpecification) -> Void = { _ in }
  ) -> DatasetSpecification {
    var specification = DatasetSpecification()
    (specification.samples, specification.tokens, specification.dimension) = (12, 5, 6)
    change(&specification)
    return specification
  }

  @Test(arguments: KeyDistribution.allCases, [10, 1e25, 1e300])
  func teacherHasTheRatio(keys: KeyDistribution, ratio: Double) throws {
    for convention in RatioConvention.allCases {
      let dataset = try Dataset(
        specification { ($0.keys, $0.teacherRatio, $0.ratioConvention) = (keys, ratio, convention) })
      let ratios = try #require(try DatasetCertificate(dataset).ratios)
      let reached = convention == .log10MeanRatio ? ratios.log10MeanRatio : ratios.meanLog10Ratio
      #expect(abs(reached / log10(ratio) - 1) < 1e-13)
    }
  }

  /// W, the direction of p* and v* are the named streams' draws.
  @Test func partsComeFromNamedStreams() throws {
    let dataset = try Dataset(
      specification { ($0.keys, $0.outputs, $0.seed) = (.gaussian, 2, 9) })
    let scale = 1 / 6.0.squareRoot()
    var key = RandomStream(seed: 9, name: "key matrix")
    #expect(
      dataset.keyMatrix
        == .dense(Matrix(rows: 6, columns: 6, storage: key.normals(36, scale: scale))))
    var value = RandomStream(seed: 9, name: "teacher value")
    #expect(dataset.teacherValue?.storage == value.normals(12, scale: scale))
    var promptStream = RandomStream(seed: 9, name: "teacher prompt")
    let direction = promptStream.normals(6, scale: scale)
    let prompt = try #require(dataset.teacherPrompt)
    #expect(zip(prompt, direction).allSatisfy { abs($0 / $1 / (prompt[0] / direction[0]) - 1) < 1e-15 })
    #expect(prompt[0] / direction[0] > 0)
  }

  /// Noise, a test split, more outputs, another ratio: none moves the tokens, W or the direction of p*.
  @Test func partsDoNotDisturbEachOther() throws {
    let plain = try Dataset(specification())
    let changes: [(inout DatasetSpecification) -> Void] = [
      { $0.labelNoise = 1 }, { $0.testSamples = 4 }, { $0.outputs = 3 }, { $0.teacherRatio = 1e25 },
      { $0.labelKind = .binary }, { $0.keys = .gaussian },
    ]
    for (index, change) in changes.enumerated() {
      let other = try Dataset(specification(change))
      #expect(other.tokens == plain.tokens)
      #expect(index == 5 || other.keyMatrix == plain.keyMatrix)
      #expect(other.teacherValue?.column(0) == plain.teacherValue?.column(0))
      if index < 3 { #expect(other.teacherPrompt == plain.teacherPrompt) }
    }
    #expect(try Dataset(specification()) == plain)
    #expect(try Dataset(specification { $0.seed = 1 }).tokens != plain.tokens)
  }

  @Test func labelsAreTheTeachersOutputs() throws {
    let dataset = try Dataset(specification { ($0.outputs, $0.testSamples) = (3, 4) })
    let teacher = try #require(dataset.teacher)
    #expect(dataset.outputs == 3)
    #expect(
      dataset.labels == SoftmaxAttentionTeacher().outputs(dataset.tokens, dataset.keyMatrix, teacher))
    let test = try #require(dataset.test)
    #expect(test.labels == SoftmaxAttentionTeacher().outputs(test.tokens, dataset.keyMatrix, teacher))
  }

  /// The noise is σ times a standard normal: sample mean and variance within four standard errors.
  @Test func noiseHasItsVariance() throws {
    let many: (inout DatasetSpecification) -> Void = { ($0.samples, $0.tokens, $0.dimension) = (4000, 2, 1) }
    let exact = try Dataset(specification(many)).labels.storage
    let noisy = try Dataset(
      specification {
        many(&$0); $0.labelNoise = 0.5
      }
    ).labels.storage
    let noise = zip(noisy, exact).map { ($0 - $1) / 0.5 }
    #expect(abs(noise.mean) < 4 / 4000.0.squareRoot())
    #expect(abs(noise.dot(noise) / 4000 - 1) < 4 * (2 / 4000.0).squareRoot())
  }

  /// Without noise a binary label is the output's sign; with σ = 1 it is a draw from the logistic model.
  @Test func binaryLabelsFollowTheLogisticModel() throws {
    let many: (inout DatasetSpecification) -> Void = { ($0.samples, $0.tokens, $0.dimension) = (4000, 2, 1) }
    let outputs = try Dataset(specification(many)).labels.storage
    let signs = try Dataset(
      specification {
        many(&$0); $0.labelKind = .binary
      }
    ).labels.storage
    #expect(signs == outputs.map { $0 > 0 ? 1 : 0 })
    let drawn = try Dataset(
      specification {
        many(&$0); ($0.labelKind, $0.labelNoise) = (.binary, 1)
      }
    ).labels.storage
    #expect(drawn.allSatisfy { $0 == 0 || $0 == 1 })
    // Σ (y − P) g(f) has mean 0 for any g: with g = 1 and g = f it tests level and slope.
    let probabilities = outputs.map { 1 / (1 + exp(-$0)) }
    for power in [0.0, 1] {
      var (sum, variance) = (0.0, 0.0)
      for (index, probability) in probabilities.enumerated() {
        let weight = pow(outputs[index], power)
        sum += (drawn[index] - probability) * weight
        variance += probability * (1 - probability) * weight * weight
      }
      #expect(abs(sum) < 4 * variance.squareRoot())
    }
  }

  /// A teacher of another kind labels the same tokens in its own way.
  @Test func acceptsAnyTeacher() throws {
    struct Averaging: Teacher {
      func logits(_ tokens: TokenArray, _ keyMatrix: KeyMatrix, prompt: [Double]) -> Matrix {
        SoftmaxAttentionTeacher().logits(tokens, keyMatrix, prompt: prompt)
      }
      func outputs(_ tokens: TokenArray, _ key: KeyMatrix, _ parameters: TeacherParameters) -> Matrix {
        Matrix(rows: 1, columns: tokens.samples, repeating: 7)
      }
    }
    let dataset = try Dataset(specification(), teacher: Averaging())
    #expect(dataset.labels.storage == Array(repeating: 7, count: 12))
    #expect(dataset.tokens == (try Dataset(specification())).tokens)
  }

  /// A teacher whose logits are all equal cannot have a ratio above 1.
  @Test func refusesConstantLogits() {
    struct Constant: Teacher {
      func logits(_ tokens: TokenArray, _ keyMatrix: KeyMatrix, prompt: [Double]) -> Matrix {
        Matrix(rows: tokens.tokens, columns: tokens.samples)
      }
      func outputs(_ tokens: TokenArray, _ key: KeyMatrix, _ parameters: TeacherParameters) -> Matrix {
        Matrix(rows: 1, columns: tokens.samples)
      }
    }
    #expect(throws: DatasetError.constantLogits(ratio: 10)) {
      try Dataset(specification(), teacher: Constant())
    }
  }
}
