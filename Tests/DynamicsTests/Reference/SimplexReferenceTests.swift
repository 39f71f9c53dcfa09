import Foundation
import Testing

@testable import Dynamics

@Suite struct SimplexReferenceTests {
  @Test(arguments: SimplexReference.all.indices)
  func solutionsAreWeights(_ index: Int) {
    let reference = SimplexReference.all[index]
    let sum = reference.logSolution.reduce(0) { $0 + exp($1) }
    #expect(abs(sum - 1) < 1e-14)
    #expect(reference.error(of: reference.logSolution) == 0)
    var off = reference.logSolution
    off[off.count - 1] += log1p(1e-3)
    #expect(abs(reference.error(of: off) - 1e-3) < 1e-10)
    off[0] = .nan
    #expect(reference.error(of: off) == .infinity)
  }

  /// The ratios of constant payoffs are what they are named after, and the invariant of the game holds at its end.
  @Test func ratiosAndInvariant() {
    let ratios = SimplexReference.all.filter { $0.number == 23 }.map {
      ($0.logSolution[0] - $0.logSolution[3]) / log(10)
    }
    for (ratio, wanted) in zip(ratios, [25.0, 100, 300]) { #expect(abs(ratio - wanted) < 1e-10) }
    let game = SimplexReference.all[0]
    #expect(abs(game.logSolution.reduce(0, +) - log(0.03)) < 1e-14)
    #expect(abs(game.initialLogits.reduce(0, +) - log(0.03)) < 1e-14)
  }

  /// States of general methods and logits are one thing in two coordinates.
  @Test(arguments: SimplexReference.all.indices)
  func generalStates(_ index: Int) {
    let reference = SimplexReference.all[index]
    let logits = reference.initialLogits.indices.map { 0.7 * Double($0) - 2 }
    let logs = reference.logWeights(ofGeneralState: reference.generalState(atLogits: logits))
    #expect(abs(logs.reduce(0) { $0 + exp($1) } - 1) < 1e-14)
    for i in 1..<logs.count { #expect(abs(logs[i] - logs[i - 1] - 0.7) < 1e-13) }
    #expect(reference.general.initialState == reference.generalState(atLogits: reference.initialLogits))
  }

  /// The flow itself comes to the solution.
  @Test(arguments: SimplexReference.all.indices)
  func flowsMeetTheirSolutions(_ index: Int) throws {
    let reference = SimplexReference.all[index]
    var integration = SimplexIntegration(
      reference.flow, fromLogits: reference.initialLogits,
      options: SimplexIntegration.Options(tolerance: 1e-8))
    try integration.advance(to: reference.finalTime)
    #expect(reference.error(of: integration.state.logWeights(on: reference.flow)) < 1e-5)
  }
}
