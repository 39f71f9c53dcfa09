import Foundation
import Optimizers
import Testing

@Suite struct LearningRateSelectionTests {
  @Test func aWinnerHasWorseRatesOnBothSides() {
    let selection = LearningRateSelection(scores: [3, 1, 2, nil, .nan])
    #expect(selection.outcome == .winner(index: 1))
    #expect(selection.divergedCount == 2)
    #expect(selection.bestIndex == 1)
  }

  @Test func atTheEdgeThereIsNoWinner() {
    #expect(LearningRateSelection(scores: [1, 2, 3]).outcome == .atEdge(.lower, index: 0))
    #expect(LearningRateSelection(scores: [3, 2, 1]).outcome == .atEdge(.upper, index: 2))
    #expect(LearningRateSelection(scores: [1]).outcome == .atEdge(.lower, index: 0))
  }

  @Test func divergedRatesBeyondTheBestMakeItAWinner() {
    #expect(LearningRateSelection(scores: [3, 1, nil]).outcome == .winner(index: 1))
  }

  @Test func nothingConverged() {
    let selection = LearningRateSelection(scores: [nil, nil])
    #expect(selection.outcome == .none)
    #expect(selection.divergedCount == 2)
    #expect(selection.bestIndex == nil)
    #expect(LearningRateSelection(scores: []).outcome == .none)
  }

  @Test func aPlateauIsTakenInItsMiddle() {
    #expect(LearningRateSelection(scores: [0, 0, 0, 5]).outcome == .winner(index: 1))
    #expect(LearningRateSelection(scores: [0, 0, 0]).outcome == .winner(index: 1))
  }

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
