public import LinearAlgebra

/// All trajectories of a descent at one instant, before the step.
///
/// Column j of every field belongs to member `members[j]`. Diverged members are left out.
public struct Snapshot: Sendable {
  /// The number of steps taken before.
  public let step: Int
  /// Which member each column belongs to.
  public let members: [Int]
  /// The learning rate of each column.
  public let learningRates: [Double]
  /// The parameters, one column a trajectory.
  public let parameters: Matrix
  /// The mean loss of each column.
  public let losses: [Double]
  /// The Euclidean norm of the gradient of the mean loss of each column.
  public let gradientNorms: [Double]

  /// Σ learning rate of column `j` up to this step: the time axis shared with flows.
  public func time(_ j: Int) -> Double { Double(step) * learningRates[j] }

  /// The same instant with some of the columns only.
  func selecting(_ columns: [Int]) -> Snapshot {
    Snapshot(
      step: step, members: columns.map { members[$0] }, learningRates: columns.map { learningRates[$0] },
      parameters: Matrix(columnByColumn: columns.map(parameters.column)),
      losses: columns.map { losses[$0] }, gradientNorms: columns.map { gradientNorms[$0] })
  }
}
