import LinearAlgebra
import Testing

@testable import Dynamics

@Suite struct StepObstacleTests {
  /// A pivot counts from 1, and the second half of a system of 2n unknowns is the coordinates again.
  @Test func pivotsAreCoordinates() {
    func coordinate(_ pivot: Int) -> Int? {
      let obstacle = StepObstacle.failure(.matrix(.singular(pivot: pivot)))
      guard case .matrix(2, let coordinate, .singular(pivot)) = obstacle.error(at: 2, dimension: 3) else {
        return nil
      }
      return coordinate
    }
    #expect((1...6).map(coordinate) == [0, 1, 2, 0, 1, 2])
  }

  @Test func everyObstacleKeepsItsCoordinate() {
    #expect(
      StepObstacle.domain(coordinate: 4, value: -1).error(at: 2, dimension: 9)
        == .leftDomain(time: 2, coordinate: 4, value: -1))
    #expect(
      StepObstacle.notFinite(coordinate: 4, value: .infinity).error(at: 2, dimension: 9)
        == .notFinite(time: 2, coordinate: 4, value: .infinity))
    #expect(
      StepObstacle.failure(.noConvergence(coordinate: 4)).error(at: 2, dimension: 9)
        == .noConvergence(time: 2, coordinate: 4))
  }
}
