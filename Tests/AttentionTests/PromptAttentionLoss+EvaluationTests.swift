import Attention
import LinearAlgebra
import Objectives
import TestSupport
import Testing

/// One lockstep evaluation: whatever the number of columns, threads and samples, the same numbers.
@Suite(.serialized) struct PromptAttentionLossEvaluationTests {
  struct Result: Equatable {
    var losses: [Double]
    var gradients: [[Double]]
  }

  static func evaluate(
    _ loss: PromptAttentionLoss, _ points: [[Double]], samples: [Int]? = nil,
    _ workspace: inout PromptAttentionWorkspace
  ) -> Result {
    var losses = [Double](repeating: .nan, count: points.count + 1)
    var gradients = Matrix(rows: loss.dimension, columns: points.count + 1, repeating: .nan)
    let parameters = Matrix(columnByColumn: points)
    if let samples {
      loss.evaluate(
        parameters, samples: samples, losses: &losses, gradients: &gradients, workspace: &workspace)
    } else {
      loss.evaluate(parameters, losses: &losses, gradients: &gradients, workspace: &workspace)
    }
    // One more than there are columns: nothing may be written there.
    guard losses.last?.isNaN == true, gradients.column(points.count).allSatisfy(\.isNaN) else {
      return Result(losses: [], gradients: [])
    }
    return Result(losses: Array(losses.dropLast()), gradients: points.indices.map(gradients.column))
  }

  static func evaluate(_ loss: PromptAttentionLoss, _ points: [[Double]], samples: [Int]? = nil) -> Result {
    var workspace = loss.makeWorkspace(trajectories: points.count)
    return evaluate(loss, points, samples: samples, &workspace)
  }

  /// The largest difference of two results, relative to each column's size.
  static func distance(_ a: Result, _ b: Result) -> Double {
    guard a.losses.count == b.losses.count else { return .infinity }
    return a.losses.indices.map { j in
      max(
        RoundingErrors.relative([a.losses[j]], to: [b.losses[j]]),
        RoundingErrors.relative(a.gradients[j], to: b.gradients[j]))
    }.max() ?? .infinity
  }

  /// Both products with rows, by register and by BLAS, on both sides of the threshold between them.
  @Test(arguments: AttentionProblem.catalogue + AttentionProblem.shapes)
  func lockstepEqualsOneByOne(_ problem: AttentionProblem) throws {
    let loss = try problem.loss()
    let points = problem.points(12)
    let alone = points.map { Self.evaluate(loss, [$0]) }
    // A larger workspace, used for other things before.
    var workspace = loss.makeWorkspace(trajectories: 15)
    for count in [12, 1, 9, 2, 3, 4, 5, 6, 7, 8, 10, 11] {
      let together = Self.evaluate(loss, Array(points.prefix(count)), &workspace)
      let expected = Result(
        losses: alone.prefix(count).map { $0.losses[0] },
        gradients: alone.prefix(count).map { $0.gradients[0] })
      // With one token and one sample some gradients are exactly zero, or rounding errors of it.
      #expect(Self.distance(together, expected) <= 2e-13, "\(count) columns")
    }
  }

  @Test(arguments: [1, 7, 8, 12])
  func bytesDoNotDependOnTheNumberOfThreads(_ columns: Int) throws {
    let threads = Parallel.threads
    defer { Parallel.threads = threads }
    for problem in [
      AttentionProblem(samples: 70, tokens: 6, dimension: 13),
      AttentionProblem(samples: 33, outputs: 2, trained: .prompt),
      AttentionProblem(samples: 41, tokens: 7, dimension: 40, outputs: 3, arithmetic: .teacherRelative),
      // Long enough that the reduction of the parts is parallel as well.
      AttentionProblem(samples: 64, tokens: 2, dimension: 150),
    ] {
      let loss = try problem.loss()
      let points = problem.points(columns)
      let batch = Array(stride(from: problem.samples - 1, through: 0, by: -2))
      var results: [[Result]] = []
      for count in [1, 2, 5] {
        Parallel.threads = count
        results.append([Self.evaluate(loss, points), Self.evaluate(loss, points, samples: batch)])
      }
      #expect(results[1] == results[0] && results[2] == results[0], "\(problem.testDescription)")
    }
  }

  /// The mean over a batch is the objective of those samples alone.
  @Test(arguments: [1, 9])
  func batchesAreTheMeanOfTheirSamples(_ columns: Int) throws {
    for problem in [
      AttentionProblem(samples: 7), AttentionProblem(samples: 40, outputs: 2, arithmetic: .teacherRelative),
    ] {
      let loss = try problem.loss()
      let points = problem.points(columns)
      var workspace = loss.makeWorkspace(trajectories: columns + 1)
      for batch in [[3], [0, 6], [6, 5, 4, 3, 2, 1, 0], [2, 2, 5]] {
        let together = Self.evaluate(loss, points, samples: batch, &workspace)
        let single = batch.map { Self.evaluate(loss, points, samples: [$0], &workspace) }
        let mean = Result(
          losses: points.indices.map { j in single.map { $0.losses[j] }.mean },
          gradients: points.indices.map { j in
            (0..<loss.dimension).map { k in single.map { $0.gradients[j][k] }.mean }
          })
        #expect(Self.distance(together, mean) <= 1e-13, "\(batch)")
      }
      let all = Self.evaluate(loss, points, samples: Array(0..<problem.samples), &workspace)
      let full = Self.evaluate(loss, points, &workspace)
      #expect(Self.distance(all, full) <= 1e-13)
    }
  }

  @Test(arguments: FaultyObjective<PromptAttentionLoss>.Fault.ofSampling)
  func faultyBatchesAreRejected(_ fault: FaultyObjective<PromptAttentionLoss>.Fault) throws {
    let problem = AttentionProblem()
    let faulty = FaultyObjective(try problem.loss(), fault)
    #expect(ObjectiveConformance.samplingViolations(of: faulty, at: problem.points(2)) != [])
  }

  /// A trajectory that left the range of doubles is seen as such and does not touch the others.
  @Test(arguments: PromptAttentionLoss.Arithmetic.allCases, [3, 10])
  func divergedColumnsStayAlone(_ arithmetic: PromptAttentionLoss.Arithmetic, _ columns: Int) throws {
    let problem = AttentionProblem(outputs: 2, arithmetic: arithmetic)
    let loss = try problem.loss()
    var points = problem.points(columns)
    let sound = Self.evaluate(loss, points)
    points[1] = points[1].map { $0 * 1e200 }
    points[2] = points[2].map { _ in .nan }
    var workspace = loss.makeWorkspace(trajectories: columns)
    let result = Self.evaluate(loss, points, &workspace)
    #expect(!result.losses[1].isFinite && result.losses[2].isNaN)
    for j in points.indices where j != 1 && j != 2 {
      #expect(result.losses[j] == sound.losses[j] && result.gradients[j] == sound.gradients[j])
    }
    #expect(Self.evaluate(loss, problem.points(columns), &workspace) == sound)
  }

  /// The allocations of a second evaluation of some columns, on one thread, of all samples and of a batch.
  static func allocations<Loss: SampledObjective>(_ loss: Loss, _ points: [[Double]]) -> [Int] {
    let threads = Parallel.threads
    defer { Parallel.threads = threads }
    Parallel.threads = 1
    let parameters = Matrix(columnByColumn: points)
    var losses = [Double](repeating: 0, count: points.count)
    var gradients = parameters
    var workspace = loss.makeWorkspace(trajectories: points.count)
    let batch = Array(stride(from: 0, to: loss.sampleCount, by: 2))
    func evaluate() {
      loss.evaluate(parameters, losses: &losses, gradients: &gradients, workspace: &workspace)
    }
    func evaluateBatch() {
      loss.evaluate(
        parameters, samples: batch, losses: &losses, gradients: &gradients, workspace: &workspace)
    }
    evaluate()
    evaluateBatch()
    return [AllocationCounter.countOfOwn(evaluate), AllocationCounter.countOfOwn(evaluateBatch)]
  }

  /// With 150 features each array of them is a large allocation, seen in a debug build as well.
  @Test(
    .enabled(if: AllocationCounter.isAvailable),
    arguments: AttentionProblem.catalogue + [
      AttentionProblem(samples: 64, dimension: 150),
      AttentionProblem(samples: 40, dimension: 150, outputs: 2, arithmetic: .teacherRelative),
    ])
  func evaluationsAllocateNothing(_ problem: AttentionProblem) throws {
    let loss = try problem.loss()
    for columns in [1, 9] { #expect(Self.allocations(loss, problem.points(columns)) == [0, 0]) }
  }

  /// The planted fault: an objective that copies its gradients.
  @Test(.enabled(if: AllocationCounter.isAvailable)) func allocatingEvaluationsAreSeen() throws {
    let problem = AttentionProblem(dimension: 300)
    let faulty = FaultyObjective(try problem.loss(), .staleWorkspace)
    #expect(Self.allocations(faulty, problem.points(1))[0] > 0)
  }
}
