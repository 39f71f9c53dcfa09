import Dynamics
import Testing

@Suite struct ErrorNormTests {
  @Test func norms() {
    let root = Tolerances(relative: 0.1, absolute: 1)
    // Scales 1 + 0.1·10 = 2 and 1 + 0.1·20 = 3.
    let (from, to) = ([10.0, -20], [-5.0, 4])
    #expect(root.scale(0, from: from, to: to) == 2 && root.scale(1, from: from, to: to) == 3)
    #expect(abs(root.norm(of: [2, 6], from: from, to: to) - 2.5.squareRoot()) < 1e-15)
    let largest = Tolerances(relative: 0.1, absolute: 1, combination: .maximum)
    #expect(largest.norm(of: [2, -6], from: from, to: to) == 2)
    #expect(largest.norm(of: [2, .nan], from: from, to: to).isNaN)
    #expect(root.norm(of: [.nan, 1], from: from, to: to).isNaN)
    #expect(root.norm(of: [], from: [], to: []) == 0)
  }

  @Test func eachCoordinateMayHaveItsOwn() {
    let own = Tolerances(relative: 0, absolute: [1, 1e-10], combination: .maximum)
    #expect(own.norm(of: [1, 1e-10], from: [0, 0], to: [5, 5]) == 1)
  }

  /// No tolerance at all for a coordinate that does not move is no obstacle.
  @Test func noErrorNeedsNoTolerance() {
    let relative = Tolerances(relative: 1e-3, absolute: 0)
    #expect(relative.norm(of: [0, 1e-3], from: [0, 1], to: [0, 1]) == (0.5).squareRoot())
    #expect(relative.norm(of: [1e-30, 0], from: [0, 1], to: [0, 1]) == .infinity)
  }
}
