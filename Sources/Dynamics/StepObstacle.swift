internal import LinearAlgebra

/// Why a step just tried is of no use, beside its error.
enum StepObstacle: Equatable {
  /// The method found no new state.
  case failure(StepFailure)
  /// The new state is not in the field's domain.
  case domain(coordinate: Int, value: Double)
  /// The new state, its error or its derivative is NaN or infinite.
  case notFinite(coordinate: Int, value: Double)

  /// What it is called when no step is short enough.
  func error(at time: Double, dimension: Int) -> IntegrationError {
    switch self {
    case .failure(.matrix(let reason)):
      .matrix(time: time, coordinate: Self.coordinate(of: reason, dimension), reason)
    case .failure(.noConvergence(let coordinate)): .noConvergence(time: time, coordinate: coordinate)
    case .domain(let coordinate, let value): .leftDomain(time: time, coordinate: coordinate, value: value)
    case .notFinite(let coordinate, let value): .notFinite(time: time, coordinate: coordinate, value: value)
    }
  }

  /// The coordinate of a pivot that vanishes; systems of stages together hold each coordinate several times.
  private static func coordinate(of reason: LinearAlgebraError, _ dimension: Int) -> Int? {
    if case .singular(let pivot) = reason { (pivot - 1) % dimension } else { nil }
  }
}
