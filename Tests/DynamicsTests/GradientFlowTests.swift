import Foundation
import LinearAlgebra
import Objectives
import Testing

@testable import Dynamics

@Suite struct GradientFlowTests {
  private let options = IntegrationOptions(Tolerances(relative: 1e-10, absolute: 1e-12))

  /// On a quadratic each mode decays as e^(−cλt).
  @Test func modesDecay() {
    let spectrum = [0.1, 1, 7]
    let quadratic = Quadratic(spectrum: spectrum, minimizer: [1, 2, 3])
    let flow = GradientFlow(of: quadratic, speed: 2)
    let solution = InitialValueProblem(flow, from: [2, 0, 3.5], to: 1.5)
      .solve(with: ExplicitRungeKutta(.dormandPrince5), options)
    let start = [1, -2, 0.5]
    for i in 0..<3 {
      let exact = quadratic.minimizer[i] + start[i] * exp(-2 * spectrum[i] * 1.5)
      #expect(abs(solution.finalState[i] - exact) < 1e-9)
    }
  }

  /// The loss never rises, and a speed of N is time run N times as fast.
  @Test func speedIsTime() {
    let start = [-1.2, 1]
    func end(_ speed: Double, _ time: Double) -> [Double] {
      InitialValueProblem(GradientFlow(of: Rosenbrock(), speed: speed), from: start, to: time)
        .solve(with: ExplicitRungeKutta(.tsitouras5), options).finalState
    }
    #expect(zip(end(1, 0.5), end(5, 0.1)).allSatisfy { abs($0 - $1) < 1e-8 })
    var previous = Double.infinity
    for time in [0.0, 0.01, 0.1, 0.5] {
      let loss = Rosenbrock().valueAndGradient(at: time > 0 ? end(1, time) : start).loss
      #expect(loss < previous)
      previous = loss
    }
  }

  /// Gradient descent at rate η is within O(η) of the flow at t = η·steps.
  @Test func descentFollowsIt() {
    func descent(_ rate: Double) -> [Double] {
      var point = [-1.2, 1.0]
      for _ in 0..<Int((0.05 / rate).rounded()) {
        let gradient = Rosenbrock().valueAndGradient(at: point).gradient
        for i in 0..<2 { point[i] -= rate * gradient[i] }
      }
      return point
    }
    let flow = InitialValueProblem(GradientFlow(of: Rosenbrock()), from: [-1.2, 1], to: 0.05)
      .solve(with: ExplicitRungeKutta(.tsitouras5), options).finalState
    func gap(_ rate: Double) -> Double { zip(descent(rate), flow).map { $0 - $1 }.euclideanNorm }
    let (coarse, fine) = (gap(1e-5), gap(5e-6))
    #expect(abs(coarse / fine - 2) < 0.05 && fine > 0)
  }

  /// The exact Jacobian is that of differences, with and without the length of the path.
  @Test func jacobians() {
    func check(_ field: some VectorField, _ state: [Double], isKnown: Bool) {
      var workspace = field.makeWorkspace()
      var derivative = state
      field.evaluate(at: 0, state, into: &derivative, workspace: &workspace)
      var exact = Matrix(rows: state.count, columns: state.count, repeating: .nan)
      var differences = exact
      let count = field.jacobian(
        at: 0, state, derivative: derivative, into: &exact, workspace: &workspace)
      #expect(count == (isKnown ? 0 : nil))
      guard isKnown else { return }
      _ = DifferenceQuotients(Tolerances(relative: 1e-6, absolute: 1e-6), stepSize: 0.1).jacobian(
        of: Unknowing(field), at: 0, state, derivative: derivative, into: &differences,
        workspace: &workspace)
      for (a, b) in zip(exact.storage, differences.storage) {
        #expect(abs(a - b) <= 1e-4 * exact.maximumMagnitude)
      }
    }
    let flow = GradientFlow(of: Rosenbrock(dimension: 4), speed: 0.3)
    check(flow, [0.3, -0.2, 1, 0.5], isKnown: true)
    check(PathLength(of: flow), [0.3, -0.2, 1, 0.5, 7], isKnown: true)
    // Behind a protocol without curvature the same field does not know it.
    func plain<Target: Objective>(_ objective: Target) -> GradientFlow<Target> { GradientFlow(of: objective) }
    check(plain(Rosenbrock(dimension: 3)), [0.3, -0.2, 1], isKnown: false)
  }
}
