import Foundation
import Spectra
import Testing

@Suite("ExtremeEigenvalues")
struct ExtremeEigenvaluesTests {
  @Test(arguments: [1.0, 300, 900])
  func areTheEndsOfTheWholeSpectrum(_ decades: Double) throws {
    for named in try RandomPoints.points(60, decades: decades) {
      let all = SoftmaxJacobianSpectrum(named.point)
      let extremes = ExtremeEigenvalues(named.point)
      #expect(abs(extremes.log10Smallest - all.log10Eigenvalues[0]) < 1e-12, "\(named.family)")
      #expect(
        abs(extremes.log10Largest - all.log10Eigenvalues[all.log10Eigenvalues.count - 1]) < 1e-12,
        "\(named.family)")
      #expect(abs(extremes.log10ConditionNumber - all.log10ConditionNumber) < 2e-12)
    }
  }

  @Test(arguments: SpectrumCase.all)
  func areRight(_ reference: SpectrumCase) throws {
    let extremes = ExtremeEigenvalues(try reference.point())
    #expect(abs(extremes.log10ConditionNumber - reference.jacobianLog10Kappa) < 1e-12)
  }

  /// n − 1 weights a and one of ε: λ_min = n·ε·a exactly, and a is tied.
  @Test(arguments: [1e-3, 1, 250, 1300])
  func oneSmallAmongMany(_ depth: Double) throws {
    let count = 100_000
    let point = try SimplexPoint(logits: (0..<count).map { $0 == 77 ? -depth : 0 })
    let expected = log(Double(count)) + point.logWeights[77] + point.logWeights[0]
    let extremes = ExtremeEigenvalues(point)
    #expect(abs(extremes.log10Smallest - expected / log(10)) < 1e-12)
    #expect(abs(extremes.log10Largest - point.logWeights[0] / log(10)) < 1e-14)
    // The planted fault: the weight itself, which bounds the eigenvalue, is another number.
    #expect(abs(point.logWeights[77] / log(10) - expected / log(10)) > 1e-9)
  }

  /// Near the vertex (1 − (n−1)ε, ε, …, ε) the largest eigenvalue is n·ε·x_1 and the others are ε.
  @Test func vertexOfManyHasConditionCount() throws {
    let count = 50_000
    let point = try SimplexPoint(logits: (0..<count).map { $0 == 0 ? 0 : -800 })
    #expect(abs(ExtremeEigenvalues(point).log10ConditionNumber - log10(Double(count))) < 1e-12)
  }

  /// A whole set of near ties at the bottom and at the top, in long sums.
  @Test func longSumsOfNearTies() throws {
    let logits = (0..<30_000).map { (k: Int) -> Double in
      let level = k % 2 == 0 ? 0.0 : -200.0
      return level + 1e-9 * Double((k * 7919) % 30_000)
    }
    let point = try SimplexPoint(logits: logits)
    let extremes = ExtremeEigenvalues(point)
    let bounds = JacobianBounds(point)
    #expect(extremes.log10Smallest >= bounds.log10Smallest.lowerBound - 1e-12)
    #expect(extremes.log10Smallest <= bounds.log10Smallest.upperBound + 1e-12)
    #expect(extremes.log10Largest >= bounds.log10Largest.lowerBound - 1e-12)
    #expect(extremes.log10Largest <= bounds.log10Largest.upperBound + 1e-12)
  }
}
