import Attention
import Foundation
import LinearAlgebra
import Objectives
import TeacherStudent
import TestSupport
import Testing

/// Teacher-relative arithmetic: the absolute loss far from the teacher, its linearisation close to it.
@Suite struct TeacherRelativeTests {
  static let problems = [
    AttentionProblem(samples: 6, tokens: 5, dimension: 4, trained: .prompt, arithmetic: .teacherRelative),
    AttentionProblem(samples: 6, tokens: 5, dimension: 4, arithmetic: .teacherRelative),
    AttentionProblem(
      samples: 6, tokens: 5, dimension: 9, outputs: 2, trained: .prompt, arithmetic: .teacherRelative),
    AttentionProblem(samples: 6, tokens: 5, dimension: 9, outputs: 2, arithmetic: .teacherRelative),
  ]

  @Test(arguments: problems, [1, 9])
  func agreesWithAbsoluteArithmeticFarFromTheTeacher(_ problem: AttentionProblem, _ columns: Int) throws {
    let own = problem.with { $0.arithmetic = .absolute }
    let relative = try problem.loss()
    let absolute = try PromptAttentionLoss(
      tokens: problem.tokenArray, keyMatrix: problem.keyMatrix, labels: problem.labels,
      trained: problem.trained, value: problem.teacher.value)
    for distance in [0.5, 3] {
      let points = problem.points(columns, distance: distance)
      let moved = points.map { zip($0, own.teacherParameters).map(+) }
      let a = PromptAttentionLossEvaluationTests.evaluate(relative, points)
      let b = PromptAttentionLossEvaluationTests.evaluate(absolute, moved)
      #expect(PromptAttentionLossEvaluationTests.distance(a, b) <= 1e-13, "at \(distance)")
    }
  }

  /// With residuals at the reference the labels are any: value, gradient and Hessian of the absolute loss.
  @Test(arguments: problems, [1, 9])
  func residualsAtTheReferenceAreAdded(_ problem: AttentionProblem, _ columns: Int) throws {
    let own = problem.with { $0.arithmetic = .absolute }
    let outputs = SoftmaxAttentionTeacher().outputs(problem.tokenArray, problem.keyMatrix, problem.teacher)
    let residuals = Matrix(
      rows: problem.outputs, columns: problem.samples,
      storage: problem.normals("residuals", problem.outputs * problem.samples))
    let labels = Matrix(
      rows: problem.outputs, columns: problem.samples,
      storage: zip(outputs.storage, residuals.storage).map { $0 - $1 })
    let relative = try PromptAttentionLoss(
      tokens: problem.tokenArray, keyMatrix: problem.keyMatrix, labels: labels, trained: problem.trained,
      teacher: problem.teacher, arithmetic: .teacherRelative, teacherResiduals: residuals)
    let absolute = try PromptAttentionLoss(
      tokens: problem.tokenArray, keyMatrix: problem.keyMatrix, labels: labels, trained: problem.trained,
      value: problem.teacher.value)
    let points = problem.points(columns, distance: 0.7)
    let moved = points.map { zip($0, own.teacherParameters).map(+) }
    let a = PromptAttentionLossEvaluationTests.evaluate(relative, points)
    let b = PromptAttentionLossEvaluationTests.evaluate(absolute, moved)
    #expect(PromptAttentionLossEvaluationTests.distance(a, b) <= 1e-13)
    let (exact, other) = (absolute.hessian(at: moved[0]), relative.hessian(at: points[0]))
    #expect(RoundingErrors.relative(other.storage, to: exact.storage) <= 1e-12)
    // At the reference itself nothing but the residuals is left.
    let zero = PromptAttentionLossEvaluationTests.evaluate(
      relative, [Array(repeating: 0, count: relative.dimension)])
    let expected = residuals.storage.dot(residuals.storage) / Double(2 * problem.samples)
    #expect(abs(zero.losses[0] - expected) <= 1e-15 * expected)
  }

  @Test func residualsNeedAReferenceAndAShape() {
    let problem = Self.problems[0]
    func error(_ arithmetic: PromptAttentionLoss.Arithmetic, _ columns: Int) -> AttentionError? {
      do throws(AttentionError) {
        _ = try PromptAttentionLoss(
          tokens: problem.tokenArray, keyMatrix: problem.keyMatrix, labels: problem.labels,
          trained: .prompt, value: problem.teacher.value, teacher: problem.teacher,
          arithmetic: arithmetic, teacherResiduals: Matrix(rows: 1, columns: columns))
        return nil
      } catch { return error }
    }
    #expect(error(.teacherRelative, 6) == nil)
    #expect(error(.absolute, 6) == .teacherMissing)
    #expect(error(.teacherRelative, 5) == .shape("teacher's residuals", got: [1, 5], expected: "(1, 6)"))
  }

  /// f − f* = ∇f·δ up to terms of order δ².
  @Test(arguments: problems, [1e-20, 1e-80, 1e-150])
  func residualsAreLinearCloseToTheTeacher(_ problem: AttentionProblem, _ scale: Double) throws {
    let loss = try problem.loss()
    // Rows of the factor are ∇f/√N.
    let jacobian = loss.gaussNewtonFactor(at: problem.teacherParameters)
    let root = Double(problem.samples).squareRoot()
    for direction in problem.points(9, distance: 1) {
      let residuals = loss.outputs(at: direction.map { scale * $0 }).flatMap { $0 }
      let linear = (jacobian * direction).map { root * scale * $0 }
      for (residual, expected) in zip(residuals, linear) {
        #expect(abs(residual - expected) <= 1e-12 * abs(expected))
      }
    }
  }

  /// The gradient is ∇²L δ close to the teacher, in both paths.
  @Test(arguments: problems, [1, 9])
  func gradientsAreLinearCloseToTheTeacher(_ problem: AttentionProblem, _ columns: Int) throws {
    let loss = try problem.loss()
    let hessian = loss.hessian(at: problem.teacherParameters)
    for scale in [1e-20, 1e-140] {
      let directions = problem.points(columns, distance: 1)
      let result = PromptAttentionLossEvaluationTests.evaluate(
        loss, directions.map { $0.map { scale * $0 } })
      for (j, direction) in directions.enumerated() {
        let expected = (hessian * direction).map { scale * $0 }
        #expect(RoundingErrors.relative(result.gradients[j], to: expected) <= 1e-12)
        let product = (hessian * direction).dot(direction)
        #expect(abs(result.losses[j] / (scale * scale) - 0.5 * product) <= 1e-12 * product)
      }
    }
  }

  @Test(arguments: problems, [1, 9])
  func zeroAtTheTeacherExactly(_ problem: AttentionProblem, _ columns: Int) throws {
    let zero = Array(repeating: problem.teacherParameters, count: columns)
    let result = PromptAttentionLossEvaluationTests.evaluate(try problem.loss(), zero)
    #expect(result.losses.allSatisfy { $0 == 0 })
    #expect(result.gradients.joined().allSatisfy { $0 == 0 })
  }

  /// A student far away, changes of logits beyond 700 and beyond 1e5: finite, and the absolute loss.
  @Test(arguments: problems, [300.0, 3000, 1e6])
  func distantStudentsStayTrue(_ problem: AttentionProblem, _ distance: Double) throws {
    let own = problem.with { $0.arithmetic = .absolute }
    let absolute = try PromptAttentionLoss(
      tokens: problem.tokenArray, keyMatrix: problem.keyMatrix, labels: problem.labels,
      trained: problem.trained, value: problem.teacher.value)
    let points = problem.points(9, distance: distance)
    let relative = PromptAttentionLossEvaluationTests.evaluate(try problem.loss(), points)
    let expected = PromptAttentionLossEvaluationTests.evaluate(
      absolute, points.map { zip($0, own.teacherParameters).map(+) })
    for j in points.indices {
      #expect(relative.losses[j].isFinite && relative.gradients[j].allSatisfy(\.isFinite))
      // Logits of size z know their weights to z roundings only.
      let tolerance = 1e-14 * distance
      #expect(abs(relative.losses[j] - expected.losses[j]) <= tolerance * (1e-3 + expected.losses[j]))
    }
  }

  // MARK: Descent to the bottom of the range

  /// Gradient descent from a start at distance 1/√d: losses of the last steps, and λ_min at the teacher.
  static func descend(
    _ dataset: Dataset, learningRate: Double, below target: Double
  ) throws -> (losses: [Double], smallestEigenvalue: Double) {
    let loss = try PromptAttentionLoss(
      tokens: dataset.tokens, keyMatrix: dataset.keyMatrix, labels: dataset.labels, trained: .prompt,
      teacher: dataset.teacher, arithmetic: .teacherRelative)
    let zero = Array(repeating: 0.0, count: loss.dimension)
    let smallest = try loss.gaussNewtonFactor(at: zero).singularValues().last ?? .nan
    let start = AttentionProblem(dimension: loss.dimension).normals("start", loss.dimension, scale: 1)
    let scale = 1 / Double(loss.dimension).squareRoot()
    let teacher = dataset.teacherPrompt ?? zero
    var parameters = Matrix(
      rows: loss.dimension, columns: 1, storage: zip(start, teacher).map { scale * $0 - $1 })
    var gradients = parameters
    var (losses, history) = ([0.0], [Double]())
    var workspace = loss.makeWorkspace(trajectories: 1)
    while history.count < 100_000 {
      loss.evaluate(parameters, losses: &losses, gradients: &gradients, workspace: &workspace)
      history.append(losses[0])
      if !(losses[0] >= target) { break }
      for k in 0..<loss.dimension { parameters[k, 0] -= learningRate * gradients[k, 0] }
    }
    return (history, smallest * smallest)
  }

  /// Whether the loss came below 1e-280 and the last tenth's slope is 2 log1p(−η λ_min) to 1e-8 relative.
  static func expectAsymptoticRate(_ specification: DatasetSpecification, learningRate: Double) throws {
    let (losses, smallest) = try descend(
      try Dataset(specification), learningRate: learningRate, below: 1e-290)
    let last = losses[losses.count - 1]
    #expect(last < 1e-280 && last > 0)
    let tenth = losses.count / 10
    let slope = log(last / losses[losses.count - 1 - tenth]) / Double(tenth)
    let expected = 2 * log1p(-learningRate * smallest)
    #expect(abs(slope - expected) <= 1e-8 * abs(expected), "slope \(slope), expected \(expected)")
  }

  @Test func descendsAtTheAsymptoticRateOnASmallProblem() throws {
    var specification = DatasetSpecification()
    (specification.samples, specification.tokens, specification.dimension) = (12, 4, 3)
    try Self.expectAsymptoticRate(specification, learningRate: 1)
  }

  /// The talk's under-parameterised problem: N = 100, n = d = 20, ratio 10, orthogonal keys; some 20,000 steps.
  @Test(.slow) func descendsAtTheAsymptoticRateOnTheTalksProblem() throws {
    try Self.expectAsymptoticRate(DatasetSpecification(), learningRate: 1)
  }
}
