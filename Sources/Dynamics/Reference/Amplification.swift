internal import Foundation

/// How much relative perturbations of a problem's initial state grow: the errors no method can be blamed for.
///
///     A = max(1, max_j Σ_i |∂y_j(t)/∂y_i(0)|·|y_i(0)|/|y_j(t)|)
///
/// over the coordinates j that are compared; a coordinate i that begins at zero is perturbed by its scale. Each
/// coordinate is moved up and down, by two methods that have no coefficient in common: if one of them fails, or they
/// differ by more than 10 %, A is not known, and nothing that is judged by it passes.
public struct Amplification: Equatable, Sendable {
  /// What one method says: NaN if one of its integrations failed.
  public struct Measurement: Equatable, Sendable {
    /// The method's name.
    public let method: String
    /// A.
    public let value: Double

    /// A measurement.
    public init(_ method: String, _ value: Double) { (self.method, self.value) = (method, value) }
  }

  /// What the two methods say.
  public let measurements: [Measurement]

  /// The smaller of the two, so that nothing is excused by an error of one; NaN if they do not agree.
  public var value: Double {
    let values = measurements.map(\.value)
    guard let smallest = values.min(), let largest = values.max(), values.allSatisfy(\.isFinite),
      largest <= 1.1 * smallest
    else { return .nan }
    return smallest
  }

  init(_ measurements: [Measurement]) { self.measurements = measurements }

  /// What the methods say of a problem.
  ///
  /// - Parameters:
  ///   - problem: Any problem.
  ///   - methods: By default the two most accurate of the catalogue that are fit for it and differ in order.
  public init(of problem: ReferenceProblem, methods: [any Integrator]? = nil) {
    measurements = (methods ?? Self.methods(for: problem)).map { method in
      let value = Self.measure(
        problem.initialState.indices.map { i in
          let initial = problem.initialState[i]
          return initial == 0 ? problem.scales[i] : abs(initial)
        }, units: problem.units.indices.map { problem.solution[$0] == nil ? .infinity : problem.units[$0] }
      ) { shifts, tolerance in
        let start = zip(problem.initialState, shifts).map { $0 + $1 }
        return Self.end(of: problem, from: start, method, tolerance)
      }
      return Measurement(method.name, value)
    }
  }

  /// What a flow on the simplex says, and a general method on the same problem in its own coordinates.
  public init(of problem: SimplexReference) {
    let general = problem.general
    let method: any Integrator = general.isStiff ? RadauIIA5() : ExplicitRungeKutta(.dormandPrince8)
    let ones = problem.initialLogits.map { _ in 1.0 }
    // Logits: absolute perturbations of log x are relative ones of x.
    let own = Self.measure(ones, units: ones) { shifts, tolerance in
      let run = problem.integrate(from: zip(problem.initialLogits, shifts).map { $0 + $1 }, tolerance)
      return run.failure == nil ? run.logWeights : nil
    }
    let other = Self.measure(ones, units: ones) { shifts, tolerance in
      let start = problem.generalState(atLogits: zip(problem.initialLogits, shifts).map { $0 + $1 })
      return Self.end(of: general, from: start, method, tolerance).map(problem.logWeights(ofGeneralState:))
    }
    measurements = [Measurement(SimplexReference.method, own), Measurement(method.name, other)]
  }

  private static func methods(for problem: ReferenceProblem) -> [any Integrator] {
    problem.isStiff
      ? [RadauIIA5(), Rosenbrock(.rodas4)]
      : [ExplicitRungeKutta(.dormandPrince8), ExplicitRungeKutta(.tsitouras5)]
  }

  /// Central differences; where a perturbation grows beyond what is small, smaller ones at tighter tolerances.
  ///
  /// - Parameters:
  ///   - sizes: What a relative perturbation of each coordinate is relative to.
  ///   - units: The same for the coordinates at the end; infinite for those not compared.
  ///   - end: The state at the end for shifts of the initial one, at a tolerance; nil if it failed.
  static func measure(
    _ sizes: [Double], units: [Double], end: ([Double], Double) -> [Double]?
  ) -> Double {
    for (perturbation, tolerance) in [(1e-5, 1e-9), (1e-7, 1e-11), (1e-10, 1e-13)] {
      var growth = [Double](repeating: 0, count: units.count)
      for i in sizes.indices {
        func moved(_ sign: Double) -> [Double]? {
          end(sizes.indices.map { $0 == i ? sign * perturbation * sizes[i] : 0 }, tolerance)
        }
        guard let above = moved(1), let below = moved(-1) else { return .nan }
        for j in units.indices where units[j] < .infinity {
          growth[j] += abs(above[j] - below[j]) / (2 * perturbation * units[j])
        }
      }
      guard growth.allSatisfy(\.isFinite) else { return .nan }
      let largest = growth.max() ?? 1
      if largest * perturbation < 1e-2 || perturbation < 1e-9 { return max(1, largest) }
    }
    return .nan
  }

  private static func end(
    of problem: ReferenceProblem, from state: [Double], _ method: some Integrator, _ tolerance: Double
  ) -> [Double]? {
    let solution = problem.problem(from: state).solve(
      with: method, IntegrationOptions(problem.tolerances(relative: tolerance)))
    return solution.outcome == .completed ? solution.finalState : nil
  }
}
