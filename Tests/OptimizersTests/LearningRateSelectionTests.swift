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
}
