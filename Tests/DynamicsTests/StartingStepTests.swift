import Foundation
import Testing

@testable import Dynamics

@Suite struct StartingStepTests {
  private func size(rate: Double, from state: Double, largest: Double, exponent: Int = 5) -> Double {
    let field = ClosureField(1) { _, y, dy in dy[0] = -rate * y[0] }
    var step = Step(time: 0, state: [state], traits: StepTraits(of: RadauIIA5()))
    step.derivative = [-rate * state]
    var workspace = field.makeWorkspace()
    return StartingStep.size(
      for: &step, on: field, norm: Tolerances(relative: 1e-6, absolute: 1e-6), exponent: exponent,
      largest: largest, workspace: &workspace)
  }

  /// No longer than the time in which the state changes by itself, and no needless crawl.
  @Test func itFollowsTheField() {
    for rate in [1e-3, 1, 50, 1e6, 1e12] {
      let share = rate * size(rate: rate, from: 1, largest: 1e9)
      #expect(share > 1e-5 && share <= 1 + 1e-12, "\(rate)")
    }
    // Higher orders may begin with longer steps.
    #expect(size(rate: 1, from: 1, largest: 1e9, exponent: 8) > size(rate: 1, from: 1, largest: 1e9))
  }

  @Test func limits() {
    #expect(size(rate: 1, from: 1, largest: 1e-7) == 1e-7)
    // At rest: some small step, for there is nothing to go by.
    #expect(size(rate: 1, from: 0, largest: 10) > 0)
  }
}
