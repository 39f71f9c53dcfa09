/// The body of a parallel loop as a value that several threads run at once; see ``Parallel/forEach(_:task:)``.
public protocol ParallelTask: Sendable {
  /// Does the work of one index.
  func run(_ index: Int)
}
