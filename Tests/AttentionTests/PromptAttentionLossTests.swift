import Attention
import LinearAlgebra
import Objectives
import TeacherStudent
import TestSupport
import Testing

/// The loss as an objective: derivatives by independent routes, and what the initialiser refuses.
@Suite struct PromptAttentionLossTests {
  typealias Gradient = (PromptAttentionLoss, [Double]) -> [Double]

  static func error(_ problem: AttentionProblem, _ gradient: Gradient) throws -> Double {
    let loss = try problem.loss()
    return problem.points(3).map { point in
      // The plain model knows no teacher-relative arithmetic: its parameters are the student's own.
      let absolute = problem.arithmetic == .absolute
      let own =
        absolute ? point : zip(point, problem.with { $0.arithmetic = .absolute }.teacherParameters).map(+)
      return RoundingErrors.relative(gradient(loss, point), to: problem.plainModel.gradient(at: own))
    }.max() ?? .infinity
  }

  @Test(arguments: AttentionProblem.catalogue + AttentionProblem.shapes)
  func gradientsAgreeWithComplexSteps(_ problem: AttentionProblem) throws {
    guard problem.tokens > 1 || problem.trained == .promptAndValue else { return }
    #expect(try Self.error(problem) { $0.valueAndGradient(at: $1).gradient } <= 1e-12)
  }

  @Test(arguments: AttentionProblem.catalogue)
  func lossesAgreeWithTheFormula(_ problem: AttentionProblem) throws {
    let own = problem.with { $0.arithmetic = .absolute }
    let loss = try own.loss()
    for point in own.points(3) {
      let expected = own.plainModel.loss(point.map { Complex($0) }).real
      #expect(abs(loss.valueAndGradient(at: point).loss - expected) <= 1e-13 * abs(expected))
    }
  }

  @Test(arguments: FaultyObjective<PromptAttentionLoss>.Fault.ofEvaluation.prefix(3))
  func faultyGradientsAreRejected(_ fault: FaultyObjective<PromptAttentionLoss>.Fault) throws {
    let error = try Self.error(AttentionProblem()) {
      FaultyObjective($0, fault).valueAndGradient(at: $1).gradient
    }
    #expect(error > 1e-12)
  }

  @Test(arguments: AttentionProblem.catalogue)
  func objectiveConformance(_ problem: AttentionProblem) throws {
    let loss = try problem.loss()
    #expect(ObjectiveConformance.violations(of: loss, at: problem.points(3)) == [])
    #expect(ObjectiveConformance.samplingViolations(of: loss, at: problem.points(3)) == [])
  }

  @Test(arguments: FaultyObjective<PromptAttentionLoss>.Fault.ofEvaluation)
  func faultyEvaluationsAreRejected(_ fault: FaultyObjective<PromptAttentionLoss>.Fault) throws {
    let problem = AttentionProblem()
    let faulty = FaultyObjective(try problem.loss(), fault)
    #expect(ObjectiveConformance.violations(of: faulty, at: problem.points(3)) != [])
  }

  // MARK: Refusals

  struct Refusal: Sendable, CustomTestStringConvertible {
    let error: AttentionError
    let message: String
    let make: @Sendable () throws -> PromptAttentionLoss
    var testDescription: String { message }
  }

  static func make(
    tokens: TokenArray = AttentionProblem().tokenArray, keyMatrix: KeyMatrix = .identity,
    labels: Matrix = Matrix(rows: 1, columns: 5), trained: PromptAttentionLoss.Parameters = .promptAndValue,
    value: Matrix? = nil, teacher: TeacherParameters? = nil, head: Head = .squared,
    arithmetic: PromptAttentionLoss.Arithmetic = .absolute
  ) throws -> PromptAttentionLoss {
    try PromptAttentionLoss(
      tokens: tokens, keyMatrix: keyMatrix, labels: labels, trained: trained, value: value, teacher: teacher,
      head: head, arithmetic: arithmetic)
  }

  static let refusals: [Refusal] = [
    Refusal(
      error: .emptyData(samples: 0, tokens: 4, dimension: 3),
      message: "the data are empty: 0 samples of 4 tokens in 3 dimensions"
    ) { try make(tokens: TokenArray(samples: 0, tokens: 4, dimension: 3, storage: [])) },
    Refusal(
      error: .emptyData(samples: 5, tokens: 0, dimension: 3),
      message: "the data are empty: 5 samples of 0 tokens in 3 dimensions"
    ) { try make(tokens: TokenArray(samples: 5, tokens: 0, dimension: 3, storage: [])) },
    Refusal(
      error: .emptyData(samples: 5, tokens: 4, dimension: 0),
      message: "the data are empty: 5 samples of 4 tokens in 0 dimensions"
    ) { try make(tokens: TokenArray(samples: 5, tokens: 4, dimension: 0, storage: [])) },
    Refusal(
      error: .shape("labels", got: [1, 4], expected: "(outputs, 5)"),
      message: "labels: shape (1, 4), expected (outputs, 5)"
    ) { try make(labels: Matrix(rows: 1, columns: 4)) },
    Refusal(
      error: .shape("labels", got: [0, 5], expected: "(outputs, 5)"),
      message: "labels: shape (0, 5), expected (outputs, 5)"
    ) { try make(labels: Matrix(rows: 0, columns: 5)) },
    Refusal(
      error: .shape("key matrix", got: [3, 2], expected: "(3, 3)"),
      message: "key matrix: shape (3, 2), expected (3, 3)"
    ) { try make(keyMatrix: .dense(Matrix(rows: 3, columns: 2))) },
    Refusal(
      error: .shape("value", got: [3, 2], expected: "(3, 1)"), message: "value: shape (3, 2), expected (3, 1)"
    ) { try make(trained: .prompt, value: Matrix(rows: 3, columns: 2)) },
    Refusal(
      error: .shape("teacher's prompt", got: [2], expected: "(3)"),
      message: "teacher's prompt: shape (2), expected (3)"
    ) {
      var teacher = AttentionProblem().teacher
      teacher.prompt.removeLast()
      return try make(teacher: teacher, arithmetic: .teacherRelative)
    },
    Refusal(error: .valueMissing, message: "training the prompt alone needs a value vector to keep") {
      try make(trained: .prompt)
    },
    Refusal(
      error: .teacherMissing, message: "teacher-relative arithmetic needs the teacher's prompt and value"
    ) { try make(arithmetic: .teacherRelative) },
    Refusal(
      error: .teacherRelativeNeedsSquaredLoss,
      message: "teacher-relative arithmetic is defined for the squared loss only"
    ) { try make(teacher: AttentionProblem().teacher, head: .logistic, arithmetic: .teacherRelative) },
    Refusal(
      error: .frozenValueIsNotTheTeachers,
      message: "teacher-relative arithmetic with a frozen value needs the teacher's own value vector"
    ) {
      try make(
        trained: .prompt, value: Matrix(rows: 3, columns: 1), teacher: AttentionProblem().teacher,
        arithmetic: .teacherRelative)
    },
    Refusal(
      error: .crossEntropyNeedsTwoOutputs, message: "cross-entropy needs at least two outputs"
    ) { try make(head: .crossEntropy) },
    Refusal(
      error: .label(sample: 3, output: 0, value: -1),
      message: "labels: sample 3, output 0 is -1.0; this head needs labels from 0 to 1"
    ) { try make(labels: Matrix(rowByRow: [[0, 1, 0.5, -1, 2]]), head: .logistic) },
    Refusal(
      error: .label(sample: 1, output: 1, value: 1.5),
      message: "labels: sample 1, output 1 is 1.5; this head needs labels from 0 to 1"
    ) {
      try make(
        labels: Matrix(rowByRow: [[0, -0.5, 1, 1, 1], [1, 1.5, 0, 0, 0]].map { $0.map { max(0, $0) } }),
        head: .crossEntropy)
    },
    Refusal(
      error: .labelSum(sample: 4, sum: 0.75),
      message: "labels: those of sample 4 add up to 0.75; cross-entropy needs 1"
    ) {
      try make(labels: Matrix(rowByRow: [[0, 1, 0.5, 1, 0.5], [1, 0, 0.5, 0, 0.25]]), head: .crossEntropy)
    },
  ]

  @Test(arguments: refusals)
  func refusesBadData(_ refusal: Refusal) {
    #expect(throws: refusal.error) { try refusal.make() }
    #expect(refusal.error.description == refusal.message)
  }

  @Test func labelsThatAreNoNumbersAreRefused() {
    let labels = Matrix(rows: 1, columns: 5, storage: [0, 1, .nan, 1, 0])
    #expect(throws: AttentionError.self) { try Self.make(labels: labels, head: .logistic) }
  }

  @Test func distributionsMayBeRounded() throws {
    let third = Double(Float(1) / 3)
    let labels = Matrix(rows: 3, columns: 5, storage: Array(repeating: third, count: 15))
    #expect(third * 3 != 1)
    #expect(try Self.make(labels: labels, head: .crossEntropy).outputs == 3)
  }

  @Test func aTeachersValueServesWhereNoneIsGiven() throws {
    let teacher = AttentionProblem().teacher
    let loss = try Self.make(trained: .prompt, teacher: teacher, arithmetic: .teacherRelative)
    #expect(loss.dimension == 3)
    #expect(try Self.make().dimension == 6)
  }
}
