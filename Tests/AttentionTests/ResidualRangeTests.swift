import Attention
import Foundation
import LinearAlgebra
import Objectives
import Randomness
import TeacherStudent
import Testing

@Suite struct ResidualRangeTests {
  private static func loss(_ labels: Matrix?, samples: Int = 30) throws -> (PromptAttentionLoss, Dataset) {
    var specification = DatasetSpecification()
    specification.samples = samples
    specification.tokens = 5
    specification.dimension = 4
    let data = try Dataset(specification)
    let loss = try PromptAttentionLoss(
      tokens: data.tokens, keyMatrix: data.keyMatrix, labels: labels ?? data.labels, trained: .prompt,
      value: data.teacherValue)
    return (loss, data)
  }

  /// Near a zero of the loss the residual is R·δ to first order.
  @Test func aSmallStepFromTheTeacherIsInRange() throws {
    let (loss, data) = try Self.loss(nil)
    var stream = RandomStream(seed: 3, name: "step")
    let prompt = try #require(data.teacherPrompt)
    let near = zip(prompt, stream.normals(4, scale: 1e-4)).map { $0 + $1 }
    let range = try ResidualRange(loss, at: near)
    #expect(range.share > 1 - 1e-6)
    let values = try loss.gaussNewtonFactor(at: near).singularValues()
    #expect(
      abs(pow(10, range.log10ConditionNumber / 2) - values[0] / values[3]) < 1e-9 * values[0] / values[3])
  }

  /// Labels made so that the residual has a known angle to the range of ∂f/∂p; at 90° the point is stationary.
  @Test(arguments: [0.0, 0.3, 1.0, Double.pi / 2]) func theShareIsTheSquaredCosine(_ angle: Double) throws {
    let (loss, _) = try Self.loss(nil)
    let point = [0.4, -1, 0.7, 0.2]
    let basis = try SVD(loss.gaussNewtonFactor(at: point)).leftVectors
    var stream = RandomStream(seed: 5, name: "residual")
    let random = stream.normals(30, scale: 1)
    let inside = basis * basis.transposedProduct(with: random)
    let outside = zip(random, inside).map { $0 - $1 }
    let residual = zip(inside, outside).map {
      cos(angle) * $0 / inside.euclideanNorm + sin(angle) * $1 / outside.euclideanNorm
    }
    let outputs = loss.outputs(at: point).flatMap(\.self)
    let labels = Matrix(rows: 1, columns: 30, storage: zip(outputs, residual).map { $0 - $1 })
    let (shifted, _) = try Self.loss(labels)
    let range = try ResidualRange(shifted, at: point)
    #expect(abs(range.share - cos(angle) * cos(angle)) < 1e-13)
    if angle > 1.5 { #expect(shifted.valueAndGradient(at: point).gradient.euclideanNorm < 1e-15) }
  }

  /// With as many parameters as samples everything is in range.
  @Test func fewSamplesLeaveNothingOutside() throws {
    let (loss, _) = try Self.loss(nil, samples: 3)
    #expect(abs(try ResidualRange(loss, at: [1, -0.5, 2, 0.3]).share - 1) < 1e-12)
  }
}
