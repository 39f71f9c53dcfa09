public import LinearAlgebra

/// Why an integration ended before its time; each says where, and what to do.
///
/// Coordinates and events are counted from 0.
public enum IntegrationError: Error, Equatable, Sendable {
  /// The step shrank below the spacing of doubles near the time; the coordinate with the largest error.
  case stepSizeUnderflow(time: Double, stepSize: Double, coordinate: Int, scaledError: Double)
  /// The derivative of this coordinate is NaN or infinite, however short the step.
  case notFinite(time: Double, coordinate: Int, value: Double)
  /// Every step leads out of the field's domain, by this coordinate.
  case leftDomain(time: Double, coordinate: Int, value: Double)
  /// The matrix of an implicit method cannot be factorised, however short the step; the coordinate whose pivot is
  /// zero, nil if the Jacobian is not finite.
  case matrix(time: Double, coordinate: Int?, LinearAlgebraError)
  /// The stages of an implicit method do not converge, however short the step.
  case noConvergence(time: Double, coordinate: Int)
  /// The step limit was reached; the coordinate with the largest error, and h·|λ| if the method knows it.
  case tooManySteps(limit: Int, time: Double, stepSize: Double, coordinate: Int, stiffness: Double)
  /// The wall-clock limit was reached; the coordinate with the largest error.
  case outOfTime(seconds: Double, time: Double, stepSize: Double, coordinate: Int)
  /// Rounding the state is more than is tolerated; the coordinate of which that is most true.
  case toleranceBelowRounding(time: Double, coordinate: Int, value: Double)
  /// The function of an event is NaN on the trajectory.
  case eventUndefined(event: Int, time: Double)
}

extension IntegrationError: CustomStringConvertible {
  /// The error in one or two sentences: what happened, where, and what to do.
  public var description: String {
    switch self {
    case .stepSizeUnderflow(let time, let size, let coordinate, let error):
      """
      at t = \(time) the step shrank to \(size), the spacing of doubles there: the error of coordinate \
      \(coordinate) is still \(error) times what is tolerated. The solution may be singular here; otherwise \
      loosen the absolute tolerance of this coordinate, or measure time from a later origin
      """
    case .notFinite(let time, let coordinate, let value):
      """
      at t = \(time) the derivative of coordinate \(coordinate) is \(value), however short the step. The solution \
      leaves the range of doubles or the domain of the field; stop before this time, or change coordinates
      """
    case .leftDomain(let time, let coordinate, let value):
      """
      at t = \(time) every step takes coordinate \(coordinate) out of the field's domain, to \(value). Tighten the \
      tolerances, or use coordinates in which the domain has no boundary
      """
    case .matrix(let time, let coordinate, let reason):
      """
      at t = \(time) I/(hγ) − J cannot be factorised, however short the step: \(reason). Check the Jacobian there, \
      \(coordinate.map { "above all its column of coordinate \($0)" } ?? "coordinate by coordinate"), or use an \
      explicit method
      """
    case .noConvergence(let time, let coordinate):
      """
      at t = \(time) the stages do not converge, coordinate \(coordinate) least of all, however short the step. \
      Check the Jacobian there, or use a Rosenbrock method
      """
    case .tooManySteps(let limit, let time, let size, let coordinate, let stiffness):
      """
      \(limit) steps led to t = \(time) only, with steps of \(size) at the end, limited by coordinate \
      \(coordinate). \(Self.isStiff(stiffness) ? "h·|λ| = \(stiffness): the problem is stiff, use a stiff method"
        : "Allow more steps, or loosen the tolerances; if the step is short for no visible reason, use a stiff method")
      """
    case .outOfTime(let seconds, let time, let size, let coordinate):
      """
      \(seconds) s of wall-clock time led to t = \(time) only, with steps of \(size) at the end, limited by \
      coordinate \(coordinate). Allow more time, loosen the tolerances, or use a stiff method
      """
    case .toleranceBelowRounding(let time, let coordinate, let value):
      """
      at t = \(time) coordinate \(coordinate) is \(value), and less is tolerated than a double of that size is rounded \
      by. Loosen the tolerances, to 1e-14 relative at least
      """
    case .eventUndefined(let event, let time):
      """
      at t = \(time) the function of event \(event) is NaN. Let it be a number wherever the trajectory leads, or end \
      the integration before that time
      """
    }
  }

  /// Steps of an explicit method at the edge of its stability have h·|λ| near 3.3.
  private static func isStiff(_ stiffness: Double) -> Bool { stiffness > 2.5 }
}
