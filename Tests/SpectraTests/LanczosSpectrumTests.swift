import Foundation
import LinearAlgebra
import Objectives
import Randomness
import Spectra
import Testing

@Suite("LanczosSpectrum")
struct LanczosSpectrumTests {
  private func options(_ change: (inout LanczosSpectrum.Options) -> Void) -> LanczosSpectrum.Options {
    var options = LanczosSpectrum.Options()
    change(&options)
    return options
  }

  /// A diagonal operator is as good as any: the starting vector knows no coordinates.
  private func lanczos(
    _ spectrum: [Double], _ change: (inout LanczosSpectrum.Options) -> Void = { _ in }
  ) throws -> LanczosSpectrum {
    try LanczosSpectrum(dimension: spectrum.count, options: options(change)) { vector in
      zip(spectrum, vector).map { $0 * $1 }
    }
  }

  private func geometric(_ count: Int, decades: Double) -> [Double] {
    (0..<count).map { pow(10, -decades * Double($0) / Double(count - 1)) }
  }

  /// Many spectra, many numbers of steps: with p = 1e-6 no interval may miss in a thousand runs.
  @Test func intervalsHoldAtEveryNumberOfSteps() throws {
    var stream = RandomStream(seed: 8, name: "spectra")
    var known = 0
    for seed in 0..<60 {
      let count = 20 + stream.index(below: 60)
      let decades = Double(1 + stream.index(below: 6))
      var spectrum = (0..<count).map { _ in pow(10, -decades * stream.uniform()) }
      if seed % 3 == 1 { spectrum[0] = -0.3 }
      if seed % 3 == 2 { spectrum[1] = spectrum[2] }
      let (low, high) = (spectrum.min() ?? 0, spectrum.max() ?? 0)
      for steps in stride(from: 2, through: count, by: 7) {
        let result = try lanczos(spectrum) { ($0.steps, $0.seed) = (steps, UInt64(seed)) }
        #expect(result.smallest.contains(low) && result.largest.contains(high), "\(seed) \(steps)")
        for ritz in result.ritzValues {
          #expect(spectrum.contains { abs($0 - ritz.value) <= ritz.residual })
        }
        #expect(result.negative <= spectrum.count { $0 < 0 })
        switch result.conditionNumber {
        case .known(let range):
          known += 1
          #expect(range.contains(log10(high / low)) && range.upperBound - range.lowerBound <= 1)
        case .refused(let range): #expect(low < 0 || range.contains(log10(high / low)))
        case .indefinite: #expect(low < 0)
        }
      }
    }
    #expect(known > 30)
  }

  /// A bound that may fail with probability ½ does, about as often: after two steps little is lost on the way to it.
  @Test func theProbabilityIsNotWasted() throws {
    let spectrum = [1e-3] + (0..<60).map { 1.001 + Double($0) / 60 }
    let missed = try (0..<200).count { seed in
      let result = try lanczos(spectrum) {
        ($0.steps, $0.seed, $0.failureProbability) = (2, UInt64(seed), 0.5)
      }
      return !result.smallest.contains(1e-3)
    }
    // 100 are allowed; five standard deviations below the 75 of another implementation, a bound would be too wide.
    #expect((40...100).contains(missed))
  }

  /// Eigenvalues that Lanczos cannot tell apart: the intervals hold before it could, and are narrow.
  @Test(arguments: [3, 6, 10, 20]) func clustersAreInsideTheIntervals(_ steps: Int) throws {
    func cluster(_ count: Int, from first: Double, by width: Double) -> [Double] {
      (0..<count).map { first + width * Double($0) }
    }
    let spectrum: [Double] =
      cluster(20, from: 1e-3, by: 1e-12) + cluster(40, from: 0.5, by: 1e-6) + cluster(20, from: 1, by: 1e-8)
    let (low, high) = (spectrum[0], spectrum[79])
    for seed in 0..<20 {
      let result = try lanczos(spectrum) {
        ($0.steps, $0.seed, $0.intervalRatio) = (steps, UInt64(seed), 1)
      }
      #expect(result.smallest.contains(low) && result.largest.contains(high))
      guard steps >= 6 else { continue }
      #expect(result.smallest.upperBound - result.smallest.lowerBound < 2e-4)
      #expect(result.largest.upperBound - result.largest.lowerBound < 0.05)
    }
  }

  @Test func allStepsGiveTheWholeSpectrum() throws {
    let spectrum = geometric(40, decades: 6)
    let result = try lanczos(spectrum) { $0.intervalRatio = 1 }
    #expect(result.steps == 40 && result.isComplete)
    for (ritz, value) in zip(result.ritzValues, spectrum.reversed()) {
      #expect(abs(ritz.value - value) <= 1e-14)
    }
    guard case .known(let range) = result.conditionNumber else { throw Failure() }
    #expect(abs(range.lowerBound - 6) < 1e-6 && abs(range.upperBound - 6) < 1e-6)
  }

  private struct Failure: Error {}

  @Test func theRunStopsWhenItKnowsEnough() throws {
    // Two outliers at each end of a dense band.
    let spectrum = [0.01, 0.02] + (0..<2000).map { 1 + Double($0) / 2000 } + [9, 10]
    let result = try lanczos(spectrum)
    #expect(result.steps < 100 && !result.isComplete)
    guard case .known(let range) = result.conditionNumber else { throw Failure() }
    #expect(range.contains(3) && range.upperBound - range.lowerBound < 0.005)
  }

  @Test func whatIsNotKnownIsRefused() throws {
    // Too few steps for the small end.
    let early = try lanczos(geometric(300, decades: 8)) { $0.steps = 20 }
    guard case .refused(let range) = early.conditionNumber else { throw Failure() }
    #expect(range.contains(8))
    // A singular operator has no finite κ, and its numerical range is not at an end.
    guard case .refused(let open) = try lanczos([0, 0] + geometric(30, decades: 2)).conditionNumber else {
      throw Failure()
    }
    #expect(open.upperBound == .infinity && open.lowerBound > 10)
    let saddle = try lanczos([-1] + geometric(30, decades: 2))
    #expect(saddle.conditionNumber == .indefinite && saddle.negative == 1)
    #expect(throws: SpectrumError.self) {
      try LanczosSpectrum(dimension: 3) { $0.map { _ in .nan } }
    }
  }

  /// A repeated eigenvalue is seen once, and the space closes.
  @Test func repeatedEigenvaluesCloseTheSpace() throws {
    let result = try lanczos((0..<50).map { $0 < 25 ? 1 : 4 }) { $0.intervalRatio = 1 }
    #expect(result.steps <= 3 && result.isComplete)
    #expect(result.smallest.contains(1) && result.largest.contains(4))
    let one = try lanczos([7])
    #expect(one.steps == 1 && one.isComplete && one.smallest.contains(7) && one.largest.contains(7))
    guard case .known(let range) = one.conditionNumber else { throw Failure() }
    #expect(range.contains(0) && range.upperBound < 1e-14)
  }

  @Test func agreesWithTheDenseHessian() throws {
    var stream = RandomStream(seed: 9, name: "start")
    let objective = Rosenbrock(dimension: 12)
    let point = stream.normals(12, scale: 0.1).map { 1 + $0 }
    let dense = try objective.hessian(at: point).symmetricEigenvalues()
    let result = try LanczosSpectrum(hessianOf: objective, at: point)
    #expect(result.smallest.contains(dense[0]) && result.largest.contains(dense[11]))
  }

  /// The planted fault: products of an operator that is not symmetric break the intervals.
  @Test func anAsymmetricOperatorIsFoundOut() throws {
    let spectrum = geometric(30, decades: 1)
    let result = try LanczosSpectrum(dimension: 30) { vector in
      zip(spectrum.indices, vector).map { k, x in spectrum[k] * x + (k > 0 ? 3 * vector[k - 1] : 0) }
    }
    #expect(
      !result.ritzValues.allSatisfy { ritz in
        spectrum.contains { abs($0 - ritz.value) <= ritz.residual }
      })
  }
}
