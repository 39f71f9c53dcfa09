internal import Foundation

/// The order of convergence of a method on a reference problem, measured by halving steps of one size.
public struct ConvergenceOrder: Sendable {
  /// What converges.
  public enum Quantity: String, Sendable {
    /// The solution at the final time.
    case solution
    /// The estimated error of the first step.
    case errorEstimate
  }

  /// The problem's number.
  public let number: Int
  /// The problem's name.
  public let problem: String
  /// The method's name.
  public let method: String
  /// What converges.
  public let quantity: Quantity
  /// The order the method claims.
  public let nominal: Int
  /// How far the measured one may be from it.
  public let tolerance: Double
  /// log2 of the ratios of successive errors, down to where rounding takes over.
  public let slopes: [Double]

  /// The limit of orders measured between steps h and h/2, which are off by a multiple of h: the last, or what it and
  /// the one before lead to; NaN if there are not two.
  public var measured: Double {
    guard slopes.count > 1, let last = slopes.last else { return .nan }
    let extrapolated = 2 * last - slopes[slopes.count - 2]
    let wanted = Double(nominal)
    return abs(extrapolated - wanted) < abs(last - wanted) ? extrapolated : last
  }

  /// Why it is a miss; nil if it is none.
  public var miss: String? {
    // Written so that NaN is a miss.
    guard abs(measured - Double(nominal)) <= tolerance else {
      return String(format: "order %.2f, not %d ± %.1f", measured, nominal, tolerance)
    }
    return nil
  }

  /// Rosenbrock methods lose their order to any error of the Jacobian.
  private static func tolerance(_ method: any Integrator) -> Double { method is Rosenbrock ? 0.2 : 0.1 }

  /// So many roundings a step an error may consist of: Newton's iteration ends where its increments are ten.
  private static func roundings(_ method: any Integrator, _ statistics: IntegrationStatistics) -> Double {
    method is Rosenbrock || statistics.acceptedStiff == 0 ? 5 : 800
  }

  /// The order of the solution at the final time, from errors below 1e-2 down to rounding.
  public init(of method: some Integrator, on problem: ReferenceProblem) {
    (number, self.problem, self.method) = (problem.number, problem.name, method.name)
    (quantity, nominal, tolerance) = (.solution, method.order, Self.tolerance(method))
    var slopes: [Double] = []
    var (steps, previous) = (1, Double.nan)
    while steps < 1 << 14 {
      steps *= 2
      var options = IntegrationOptions.fixedStep(problem.finalTime / Double(steps))
      options.maximumSteps = 2 * steps
      let solution = problem.problem().solve(with: method, options)
      // A stiff method whose iteration fails takes shorter steps than it was told: no use for an order.
      let isRegular = solution.outcome == .completed && solution.statistics.rejected == 0
      let error = isRegular ? problem.error(of: solution.finalState) : .nan
      let rounding = Self.roundings(method, solution.statistics) * .ulpOfOne * Double(max(steps, 100))
      if error < rounding { break }
      if error < 1e-2, previous.isFinite { slopes.append(log2(previous / error)) } else { slopes = [] }
      previous = error
    }
    self.slopes = slopes
  }

  /// The order of the error estimate of the first step.
  public init(ofErrorEstimate method: some Integrator, on problem: ReferenceProblem) {
    (number, self.problem, self.method) = (problem.number, problem.name, method.name)
    (quantity, nominal, tolerance) = (.errorEstimate, method.errorExponent, Self.tolerance(method))
    func estimate(_ size: Double) -> Double {
      var integration = Integration(
        of: problem.field, from: problem.initialState, with: method, .fixedStep(size))
      do { try integration.step(notBeyond: size) } catch { return .nan }
      guard integration.statistics.rejected == 0 else { return .nan }
      return integration.lastStep.error.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    var slopes: [Double] = []
    var size = method.order > 5 ? 0.5 : 0.125
    var previous = estimate(size)
    while size > 1e-6 {
      size /= 2
      let next = estimate(size)
      guard next > 2e-14 else { break }
      slopes.append(log2(previous / next))
      previous = next
    }
    self.slopes = slopes
  }
}
