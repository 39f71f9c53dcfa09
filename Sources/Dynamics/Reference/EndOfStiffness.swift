internal import Foundation

/// A problem that is stiff until t = 20 and not from then on, with a solution that knows nothing of it:
///
///     ẏ = −λ(t)(y − cos t) − sin t + c(z − e),    ż = 1 − z,    λ = 10^(2.5(1 − tanh s(t − 20))),
///
/// y = cos t, z = e = 1 − e^(t₀ − t). λ falls from 1e5 to 1, and a method that takes it for 1e5 still, in its
/// corrections or its estimate of errors, is wrong without noticing.
///
/// - Reference: Prothero and Robinson (1974), "On the stability and accuracy of one-step methods for solving stiff
///   systems", Math. Comp. 28, for the form of the first equation.
public struct EndOfStiffness: VectorField {
  /// s: how fast λ falls.
  public let sharpness: Double
  /// t₀.
  public let start: Double
  /// c: what an error in z is worth in y.
  public let coupling: Double

  /// The problem from t₀ on.
  public init(sharpness: Double, start: Double, coupling: Double = 0) {
    (self.sharpness, self.start, self.coupling) = (sharpness, start, coupling)
  }

  /// y and z.
  public var dimension: Int { 2 }

  /// Nothing is needed.
  public func makeWorkspace() {}

  /// ẏ and ż.
  public func evaluate(
    at time: Double, _ state: [Double], into derivative: inout [Double], workspace: inout Void
  ) {
    let rate = pow(10, 2.5 * (1 - tanh(sharpness * (time - 20))))
    let exact = solution(at: time)
    derivative[0] = -rate * (state[0] - exact[0]) - sin(time) + coupling * (state[1] - exact[1])
    derivative[1] = 1 - state[1]
  }

  /// y and z, exactly.
  public func solution(at time: Double) -> [Double] { [cos(time), 1 - exp(start - time)] }

  /// The largest error of a coordinate at the end of a step, from t₀ to `end`.
  ///
  /// - Throws: ``IntegrationError``, if the integration stops before.
  public func largestError(
    with method: some Integrator, tolerance: Double, to end: Double = 30
  ) throws(IntegrationError) -> (error: Double, statistics: IntegrationStatistics) {
    var run = Integration(
      of: self, from: solution(at: start), at: start, with: method,
      IntegrationOptions(Tolerances(relative: tolerance, absolute: tolerance), maximumSteps: 20_000))
    var largest = 0.0
    while run.time < end {
      try run.step(notBeyond: end)
      for (value, exact) in zip(run.state, solution(at: run.time)) {
        // A NaN counts as well.
        if !(abs(value - exact) <= largest) { largest = abs(value - exact) }
      }
    }
    return (largest, run.statistics)
  }
}
