import Foundation
import LinearAlgebra
import Testing

@testable import Dynamics

@Suite struct DifferenceQuotientsTests {
  private static func jacobian(
    _ field: some VectorField, _ state: [Double], at time: Double = 0, _ tolerances: Tolerances,
    stepSize: Double
  ) -> Matrix {
    let field = Unknowing(field)
    var workspace = field.makeWorkspace()
    var derivative = state
    field.evaluate(at: time, state, into: &derivative, workspace: &workspace)
    var jacobian = Matrix(rows: state.count, columns: state.count)
    let (evaluations, isExact) = DifferenceQuotients(tolerances, stepSize: stepSize).jacobian(
      of: field, at: time, state, derivative: derivative, into: &jacobian, workspace: &workspace)
    #expect(evaluations == state.count && !isExact)
    return jacobian
  }

  @Test func derivatives() {
    let field = ClosureField(2) { t, y, dy in
      dy[0] = y[0] * y[1] + t * t
      dy[1] = 3 * y[0] - 2 * t
    }
    let (tolerances, state) = (Tolerances(relative: 1e-6, absolute: 1e-9), [2.0, -5])
    let jacobian = Self.jacobian(field, state, at: 0.7, tolerances, stepSize: 0.1)
    for (a, b) in zip(jacobian.storage, [-5.0, 3, 2, 0]) { #expect(abs(a - b) < 1e-6) }
    var workspace = field.makeWorkspace()
    var (derivative, slope) = (state, state)
    field.evaluate(at: 0.7, state, into: &derivative, workspace: &workspace)
    let cost = DifferenceQuotients(tolerances, stepSize: 0.1).timeDerivative(
      of: field, at: 0.7, state, derivative: derivative, into: &slope, workspace: &workspace)
    #expect(cost == 1 && abs(slope[0] - 1.4) < 1e-6 && abs(slope[1] + 2) < 1e-6)
  }

  /// What a field knows is not asked of differences.
  @Test func knownDerivatives() {
    let field = ClosureField(1, { _, _, dy in dy[0] = .nan }, derivatives: { t, y in ([[7]], [8]) })
    var workspace = field.makeWorkspace()
    var (jacobian, slope) = (Matrix(rows: 1, columns: 1), [0.0])
    let quotients = DifferenceQuotients(Tolerances(relative: 1e-6, absolute: 0), stepSize: 1)
    let found = quotients.jacobian(
      of: field, at: 0, [1], derivative: [0], into: &jacobian, workspace: &workspace)
    #expect(found == (0, true) && jacobian.storage == [7])
    #expect(
      quotients.timeDerivative(
        of: field, at: 0, [1], derivative: [0], into: &slope, workspace: &workspace) == 0)
    #expect(slope == [8])
  }

  /// Late in Robertson's problem y₂ = 2e-13 and ∂f₃/∂y₂ = 6e7·y₂: an increment of 3e-11, as good as any for a
  /// coordinate of order one, would find a hundred times too much.
  @Test func coordinatesOfAnySize() throws {
    let problem = try #require(ReferenceProblems.all.first { $0.number == 2 })
    let state = [5.2e-8, 2.08e-13, 1 - 5.2e-8]
    let tolerances = Tolerances(relative: 1e-6, absolute: [1e-13, 1e-19, 1e-6])
    let found = Self.jacobian(problem.field, state, tolerances, stepSize: 1e8)
    #expect(abs(found[2, 1] / (6e7 * state[1]) - 1) < 1e-6)
    #expect(abs(found[0, 0] / -0.04 - 1) < 1e-6 && abs(found[0, 1] / (1e4 * state[2]) - 1) < 1e-6)
    let coarse = Self.jacobian(
      problem.field, state, Tolerances(relative: 1e-6, absolute: 3e-9), stepSize: 1e8)
    #expect(coarse[2, 1] > 50 * 6e7 * state[1])
  }

  /// f₁ does not depend on y₂, but its rounding may: however small y₂ is, the noise stays below what is tolerated.
  @Test func roundingOfOtherTerms() {
    let field = ClosureField(2) { _, y, dy in
      // The same number but for its last bits, which y₂ decides.
      dy[0] = 1e3 * (1 + 3 * y[1].significand * .ulpOfOne) / 3
      dy[1] = -y[1]
    }
    for (size, absolute) in [(1e-90, 1e-20), (1e-200, 1e-100), (0, 1e-12)] {
      let tolerances = Tolerances(relative: 1e-6, absolute: absolute)
      let (state, h) = ([1, size], 1e-3)
      let found = Self.jacobian(field, state, tolerances, stepSize: h)
      let scale = (0..<2).map { tolerances.scale($0, from: state, to: state) }
      // What the noise does to a step that moves y₁ by a third of itself: h·J₁₂·s₂ compared with s₁.
      #expect(h * abs(found[0, 1]) * scale[1] < 1e-6 * scale[0])
    }
  }

  /// A coordinate that is zero, and of which every error is too large, has an increment all the same, and does not
  /// spoil those of others.
  @Test func nothingIsKnown() {
    let field = ClosureField(2) { _, y, dy in
      dy[0] = 3 * y[0] + 1
      dy[1] = -2 * y[1]
    }
    for (relative, absolute) in [(1e-6, 0.0), (0, 0), (1e-6, 1e-30), (1e-6, 1e-100), (1e-6, 1e300)] {
      for second in [1.0, 1e6, 1e-150] {
        let tolerances = Tolerances(relative: relative, absolute: absolute)
        let found = Self.jacobian(field, [0, second], tolerances, stepSize: 1e-3)
        for (a, b) in zip(found.storage, [3.0, 0, 0, -2]) { #expect(abs(a - b) < 1e-4) }
      }
    }
  }

  /// ∂f/∂t early in a short problem, and late, where a step is short beside the time.
  @Test(arguments: [(0.0, 1e-12), (1e-10, 1e-12), (0, 1e3), (1e6, 1e-3), (1e20, 1e12)])
  func timesOfAnySize(_ time: Double, _ h: Double) {
    let field = ClosureField(1) { t, _, dy in dy[0] = 5 + sin((t - time) / h) }
    var workspace = field.makeWorkspace()
    var slope = [0.0]
    _ = DifferenceQuotients(Tolerances(relative: 1e-6, absolute: 0), stepSize: h).timeDerivative(
      of: field, at: time, [1], derivative: [5], into: &slope, workspace: &workspace)
    #expect(abs(slope[0] * h - 1) < 1e-4)
  }
}
