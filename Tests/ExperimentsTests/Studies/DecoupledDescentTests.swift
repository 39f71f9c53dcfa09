import Experiments
import Foundation
import Testing

@Suite struct DecoupledDescentTests {
  @Test func theSmallWeightFollowsItsPowerLawAndThenTheLinearisation() throws {
    let descents = try [25.0, 250].map { try DecoupledDescent(ratio: $0) }
    for descent in descents { #expect(abs(descent.rateQuotient - 1) < 1e-4) }
    // ẋ = −c·x³ far from the goal.
    #expect(abs(descents[1].exponent + 0.5) < 0.1)
    // λmax → ¼ and λmin → (3ε/2)² with ε = 1/(2·ratio + 1).
    let expected = log10(0.25 / pow(1.5 / 501, 2))
    #expect(abs(descents[1].log10ConditionNumber - expected) < 0.01)
    #expect(abs(log10(Double(descents[1].steps) / Double(descents[0].steps)) - 2) < 0.1)
    #expect(descents[0].instants.map(\.step) == descents[0].instants.map(\.step).sorted())
  }
}
