/// A differential equation whose solution at one time is known to 15 digits or more, for judging integrators.
///
/// Recipe of the values: a Radau IIA collocation of order 17 in 128-bit arithmetic on two meshes, each interval of the
/// second one halved, that agree beyond the digits given; or a closed form. They are not the published values, of which
/// some are right to 3, 6 or 7 digits only.
public struct ReferenceProblem: Sendable {
  /// The number in the list of problems, 1 … 23; problems of one number share a row of it.
  public let number: Int
  /// The name, with its source.
  public let name: String
  /// f.
  public let field: ReferenceField
  /// y(0).
  public let initialState: [Double]
  /// The time at which the solution is known.
  public let finalTime: Double
  /// y there; nil where it is not known, and not compared.
  public let solution: [Double?]
  /// The size of each coordinate: absolute tolerances are relative ones times this.
  public let scales: [Double]
  /// What an error of each coordinate is divided by: the solution's size; `scales` where that is zero or unknown.
  public let units: [Double]
  /// Whether it takes a stiff method.
  public let isStiff: Bool

  /// A problem with its solution.
  ///
  /// - Parameters:
  ///   - number: In the list of problems.
  ///   - name: With its source.
  ///   - field: f.
  ///   - initialState: y(0).
  ///   - finalTime: The time at which the solution is known.
  ///   - solution: y there; nil where it is not known.
  ///   - scales: The solution's sizes if nil, 1 where it is zero or unknown.
  ///   - isLogarithmic: Whether the coordinates are logarithms: their errors count absolutely.
  ///   - isStiff: Whether it takes a stiff method.
  public init(
    _ number: Int, _ name: String, _ field: ReferenceField, from initialState: [Double],
    to finalTime: Double, _ solution: [Double?], scales: [Double]? = nil, isLogarithmic: Bool = false,
    isStiff: Bool = false
  ) {
    (self.number, self.name, self.field) = (number, name, field)
    (self.initialState, self.finalTime, self.solution) = (initialState, finalTime, solution)
    self.isStiff = isStiff
    let sizes = solution.map { abs($0 ?? 0) }
    let scales = scales ?? sizes.map { isLogarithmic || $0 == 0 ? 1 : $0 }
    precondition(
      field.dimension == initialState.count && solution.count == initialState.count
        && scales.count == initialState.count, "\(name): every coordinate needs its numbers")
    self.scales = scales
    units = sizes.indices.map { isLogarithmic || sizes[$0] == 0 ? scales[$0] : sizes[$0] }
  }

  /// The equation from `initialState`, or from another state.
  public func problem(from state: [Double]? = nil) -> InitialValueProblem<ReferenceField> {
    InitialValueProblem(field, from: state ?? initialState, to: finalTime)
  }

  /// The tolerances by which the problem is judged.
  public func tolerances(relative: Double) -> Tolerances {
    Tolerances(relative: relative, absolute: scales.map { relative * $0 })
  }

  /// The largest relative error of the coordinates compared; infinite if one is NaN.
  public func error(of state: [Double]) -> Double {
    state.indices.reduce(0) { largest, i in
      guard let wanted = solution[i] else { return largest }
      let error = abs(state[i] - wanted) / units[i]
      return error.isNaN ? .infinity : max(largest, error)
    }
  }
}
