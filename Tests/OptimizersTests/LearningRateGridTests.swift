import Foundation
import Optimizers
import Testing

@Suite struct LearningRateGridTests {
  @Test func logSpaced() throws {
    let grid = try LearningRateGrid(start: 0.01, stop: 1, pointsPerDecade: 2)
    #expect(grid.rates == [0.01, 0.0316228, 0.1, 0.316228, 1])
    #expect(try LearningRateGrid(start: 0.3, stop: 0.3, pointsPerDecade: 4).rates == [0.3])
    #expect(try LearningRateGrid(start: 0.003, stop: 2.9, pointsPerDecade: 1).rates == [0.003, 0.03, 0.3])
  }

  @Test func theStopBelongsToTheGridDespiteRounding() throws {
    for points in 1...12 {
      for decades in 1...6 {
        let stop = Double("3e\(decades - 3)") ?? 0
        let grid = try LearningRateGrid(start: 0.003, stop: stop, pointsPerDecade: points)
        #expect(grid.rates.count == points * decades + 1)
        #expect(grid.rates.last == stop)
      }
    }
  }

  /// The ends may lie further apart than any double.
  @Test func hundredsOfDecades() throws {
    let grid = try LearningRateGrid(start: 1e-300, stop: 1e300, pointsPerDecade: 1)
    #expect(grid.rates.count == 601)
    #expect(grid.rates.last == 1e300)
    #expect(grid.rates[300] == 1)
    #expect(zip(grid.rates, grid.rates.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func extendingKeepsTheRates() throws {
    let grid = try LearningRateGrid(start: 0.003, stop: 3, pointsPerDecade: 3)
    let wider = grid.extended(.lower, points: 4).extended(.upper, points: 2)
    #expect(Array(wider.rates[4..<14]) == grid.rates)
    #expect(wider.rates.count == 16)
    #expect(wider.rates[1] == 0.0003)
  }

  @Test func coding() throws {
    let grid = try LearningRateGrid(start: 0.003, stop: 3, pointsPerDecade: 3).extended(.upper, points: 1)
    let decoded = try JSONDecoder().decode(LearningRateGrid.self, from: JSONEncoder().encode(grid))
    #expect(decoded.rates == grid.rates)
    #expect(throws: LearningRateGridError.reversed(start: 2, stop: 1)) {
      try JSONDecoder().decode(
        LearningRateGrid.self, from: Data(#"{"start":2,"stop":1,"pointsPerDecade":1}"#.utf8))
    }
  }

  @Test func invalidGrids() {
    #expect(throws: LearningRateGridError.notPositive(name: "start", value: 0)) {
      try LearningRateGrid(start: 0, stop: 1, pointsPerDecade: 1)
    }
    #expect(throws: LearningRateGridError.notPositive(name: "stop", value: .infinity)) {
      try LearningRateGrid(start: 1, stop: .infinity, pointsPerDecade: 1)
    }
    #expect(throws: LearningRateGridError.pointsPerDecade(0)) {
      try LearningRateGrid(start: 1, stop: 10, pointsPerDecade: 0)
    }
  }
}
