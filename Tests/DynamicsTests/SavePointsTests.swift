import Foundation
import Testing

@testable import Dynamics

@Suite struct SavePointsTests {
  @Test func ends() {
    #expect(SavePoints.ends.times(from: 1, to: 2) == [1, 2])
    #expect(SavePoints.ends.times(from: 1, to: 1) == [1])
  }

  @Test func timesOutsideAreLeftOut() {
    #expect(SavePoints.times([-1, 0, 0.5, 2, 3]).times(from: 0, to: 2) == [0, 0.5, 2])
    #expect(SavePoints.everyStep(3).times(from: 0, to: 1) == nil)
  }

  @Test func decades() throws {
    let times = try #require(SavePoints.logarithmic(from: 1e-2, pointsPerDecade: 4).times(from: 0, to: 1e50))
    #expect(times.first == 0 && times.last == 1e50)
    #expect(times.count == 2 + 4 * 52)
    let logs = times.dropFirst().map { log10($0) }
    #expect(zip(logs.dropFirst(), logs).allSatisfy { abs($0 - $1 - 0.25) < 1e-12 })
  }

  @Test func theyCanBeStored() throws {
    for points in [
      SavePoints.ends, .times([1, 2]), .logarithmic(from: 1, pointsPerDecade: 2), .everyStep(4),
    ] {
      #expect(try JSONDecoder().decode(SavePoints.self, from: JSONEncoder().encode(points)) == points)
    }
  }
}
