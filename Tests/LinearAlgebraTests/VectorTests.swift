import LinearAlgebra
import Testing

@Suite("Vectors")
struct VectorTests {
  /// ‖c·(3, 4)‖ = 5c from the smallest normal numbers to the largest.
  @Test(arguments: [1e-300, 1e-200, 1e-141, 1e-139, 1, 1e139, 1e141, 1e200, 1e307])
  func euclideanNormNeitherOverflowsNorUnderflows(_ scale: Double) {
    #expect(([3 * scale, -4 * scale].euclideanNorm / (5 * scale) - 1).magnitude < 1e-15)
  }

  @Test func mixedMagnitudes() {
    #expect([1e200, 1e-200, 1].euclideanNorm == 1e200)
    #expect([Double.leastNonzeroMagnitude].euclideanNorm == .leastNonzeroMagnitude)
    #expect([Double.greatestFiniteMagnitude].euclideanNorm == .greatestFiniteMagnitude)
    #expect([Double]().euclideanNorm == 0 && [0.0, -0.0].euclideanNorm == 0)
  }

  @Test func euclideanNormOfNonFinite() {
    #expect([1, .nan].euclideanNorm.isNaN)
    #expect([.nan, .infinity].euclideanNorm.isNaN)
    #expect([.infinity, .nan].euclideanNorm.isNaN)
    #expect([1, -.infinity].euclideanNorm == .infinity)
  }

  @Test func maximumMagnitude() {
    #expect([1.0, -3, 2].maximumMagnitude == 3)
    #expect([Double]().maximumMagnitude == 0)
    #expect([.nan, 1].maximumMagnitude.isNaN && [1, .nan].maximumMagnitude.isNaN)
    #expect([-Double.infinity].maximumMagnitude == .infinity)
  }

  @Test func dotAndMean() {
    #expect([1.0, 2, 3].dot([4, 5, 6]) == 32)
    #expect([Double]().dot([]) == 0)
    #expect([1.0, .nan].dot([1, 0]).isNaN)
    #expect([1.0, 2, 6].mean == 3)
    #expect([Double]().mean.isNaN)
  }

  @Test func lengthsMustAgree() async {
    await #expect(processExitsWith: .failure) { _ = [1.0, 2].dot([1]) }
  }
}
