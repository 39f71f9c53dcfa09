import Testing

@testable import Dynamics

@Suite struct RestCriterionTests {
  @Test func smallInARow() {
    func first(_ rates: [Double]) -> Int? {
      var criterion = RestCriterion(residual: 0.1, consecutive: 3)
      return rates.firstIndex { criterion.note($0) }
    }
    #expect(first([1, 0.1, 0.05, 0]) == 3)
    #expect(first([0, 0, 1, 0, 0, 0.2, 0]) == nil)
    #expect(first([0, 0, .nan, 0, 0, 0]) == 5)
  }
}
