import LinearAlgebra
import Optimizers
import Testing

@Suite struct PolyakTests {
  @Test func oneStepSolvesAnIsotropicNorm() {
    // f = ‖p‖ has gradient p/‖p‖: the step is exactly the distance to the minimum.
    #expect(path(Polyak(), from: [3, 4], gradients: [[0.6, 0.8]], losses: [5])[0].maximumMagnitude < 1e-15)
  }

  @Test func aSquareHalvesItsDistance() {
    #expect(path(Polyak(), from: [8], gradients: [[8], [4]], losses: [32, 8]) == [[4], [2]])
  }

  @Test func theOptimalLossIsTakenOff() {
    let rule = with(Polyak()) { ($0.optimalLoss, $0.learningRate) = (1, 0.5) }
    #expect(path(rule, gradients: [[2]], losses: [3]) == [[-0.5]])
  }

  @Test func itStaysAtOrBelowTheOptimum() {
    #expect(path(Polyak(), gradients: [[0, 0], [1, 1]], losses: [1, -1]) == [[0, 0], [0, 0]])
  }

  @Test func underflowingSquaresOfNormsDoNoHarm() {
    let moved = path(Polyak(), from: [1e-170], gradients: [[1e-170]], losses: [0.5e-300])
    #expect(moved[0][0].isFinite)
  }
}
