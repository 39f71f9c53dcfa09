/// What a factorisation or an eigenvalue routine can meet.
public enum LinearAlgebraError: Error, Equatable, Sendable {
  /// The leading minor of this order is not positive: Cholesky stopped there.
  case notPositiveDefinite(order: Int)
  /// The matrix is singular: this pivot (counted from 1) is exactly zero.
  case singular(pivot: Int)
  /// An iteration did not converge.
  case notConverged(routine: String)
  /// The input holds NaN or an infinity.
  case notFinite(routine: String)
}

extension LinearAlgebraError: CustomStringConvertible {
  /// The error as one sentence.
  public var description: String {
    switch self {
    case .notPositiveDefinite(let order):
      "the matrix is not positive definite (its leading minor of order \(order) is not positive)"
    case .singular(let pivot): "the matrix is singular (pivot \(pivot) is zero)"
    case .notConverged(let routine): "\(routine) did not converge"
    case .notFinite(let routine): "\(routine) was given a matrix with NaN or infinite elements"
    }
  }
}
