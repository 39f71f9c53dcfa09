public import Attention
public import LinearAlgebra
internal import Objectives
public import Optimizers

/// Something measured on every trajectory at the same instant, before the step.
public protocol Observable: Sendable {
  /// The name in the catalogue.
  static var name: String { get }

  /// One line that says what is measured, with its formula and unit.
  static var summary: String { get }

  /// The columns it fills, `snake_case`.
  static var columns: [String] { get }

  /// The values of these columns for column `j` of the instant; NaN where they are not defined.
  static func measure(_ instant: Instant, _ j: Int) -> [Double]
}

/// All trajectories of a run at one step, and what was computed once for all observables.
public struct Instant: Sendable {
  /// What is trained.
  public let problem: AttentionProblem
  /// The step, losses, gradient norms and parameters.
  public let snapshot: Snapshot
  /// The attention statistics of each column.
  public let attention: [AttentionStatistics]
  /// The model each column stands for.
  public let models: [(prompt: [Double], value: Matrix)]
  /// The mean loss of each model on the held-out samples, if there are any.
  public let testLosses: [Double]?

  /// An instant of a descent on `problem`.
  ///
  /// - Complexity: 2·N·n·d flops a column for the attention, and an evaluation of the test loss.
  public init(_ problem: AttentionProblem, _ snapshot: Snapshot) {
    self.problem = problem
    self.snapshot = snapshot
    attention = problem.loss.statistics(of: snapshot.parameters)
    let models = snapshot.members.indices.map { problem.model(snapshot.parameters.column($0)) }
    self.models = models
    testLosses = problem.testLoss.map { test in
      let trainsValue = problem.loss.trained == .promptAndValue
      let columns = models.map { trainsValue ? $0.prompt + $0.value.storage : $0.prompt }
      var losses = [Double](repeating: .nan, count: columns.count)
      var gradients = Matrix(rows: test.dimension, columns: columns.count)
      var workspace = test.makeWorkspace(trajectories: columns.count)
      test.evaluate(
        Matrix(columnByColumn: columns), losses: &losses, gradients: &gradients, workspace: &workspace)
      return losses
    }
  }
}

/// Every observable by its name.
public enum ObservableCatalog {
  /// The observables, in the order of their columns in a table of curves.
  public static let types: [any Observable.Type] = [
    LossObservable.self, GradientNormObservable.self, AttentionRatioObservable.self,
    SmallestWeightObservable.self, AttentionEntropyObservable.self, ParameterNormObservable.self,
    TeacherDistanceObservable.self, TestLossObservable.self,
  ]

  /// All columns, in order.
  public static var columns: [String] { types.flatMap { $0.columns } }

  /// The values of all columns for column `j` of an instant.
  public static func measure(_ instant: Instant, _ j: Int) -> [Double] {
    types.flatMap { $0.measure(instant, j) }
  }
}
