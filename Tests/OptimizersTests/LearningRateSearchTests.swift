import Foundation
import Optimizers
import Testing

@Suite struct LearningRateSearchTests {
  @Test(arguments: [-2.7, -0.4, 0.3, 3.2])
  func theSearchExtendsTowardsTheMinimum(_ best: Double) throws {
    let grid = try LearningRateGrid(start: 0.1, stop: 10, pointsPerDecade: 2)
    var asked: [Double] = []
    let search = LearningRateSearch(grid) { rates in
      asked += rates
      return rates.map { abs(log10($0) - best) }
    }
    guard case .winner(let index) = search.selection.outcome else {
      Issue.record("the search must end inside its grid")
      return
    }
    #expect(abs(log10(search.grid.rates[index]) - best) <= 0.25 + 1e-6)
    #expect(Set(asked).count == asked.count)
    #expect(search.scores.count == search.grid.rates.count)
  }

  @Test func theSearchGivesUp() throws {
    let grid = try LearningRateGrid(start: 0.1, stop: 10, pointsPerDecade: 2)
    let search = LearningRateSearch(grid, maximumExtensions: 2) { $0.map { -$0 } }
    #expect(search.grid.rates.last == 1000)
    #expect(search.selection.outcome == .atEdge(.upper, index: 8))
  }
}
