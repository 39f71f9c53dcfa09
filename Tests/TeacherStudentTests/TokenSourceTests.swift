import LinearAlgebra
import Randomness
import TeacherStudent
import Testing

@Suite struct TokenSourceTests {
  /// A dataset of 300 · 8 tokens in six dimensions, unless changed.
  private func dataset(
    _ distribution: TokenDistribution, _ change: (inout DatasetSpecification) -> Void = { _ in }
  ) throws -> Dataset {
    var specification = DatasetSpecification()
    (specification.samples, specification.tokens, specification.dimension) = (300, 8, 6)
    specification.tokenDistribution = distribution
    specification.keys = .identity
    change(&specification)
    return try Dataset(specification)
  }

  /// The eigenvalues of the tokens' sample covariance, ascending.
  private func covarianceSpectrum(_ tokens: TokenArray) throws -> [Double] {
    let columns = tokens.columns
    var covariance = Matrix(rows: columns.rows, columns: columns.rows)
    BLAS.multiply(
      columns, .plain, columns, .transposed, scale: 1 / Double(columns.columns), into: &covariance)
    return try covariance.symmetricEigenvalues()
  }

  /// Independent N(0, 1): the stream's own draws, in C order.
  @Test func gaussianTokensAreTheStreamsDraws() throws {
    let tokens = try dataset(.gaussian).tokens
    var stream = RandomStream(seed: 0, name: "tokens")
    #expect(tokens.storage == stream.normals(300 * 8 * 6))
  }

  /// Spiked covariance has the eigenvalues 1 (d − 1 times) and 1 + θ².
  ///
  /// A sample eigenvalue λ of 2400 tokens has standard deviation λ·√(2/2400) ≈ 0.03·λ.
  @Test func spikedTokensHaveOneSpike() throws {
    let spectrum = try covarianceSpectrum(try dataset(.spiked) { $0.signalStrength = 4 }.tokens)
    #expect(abs(spectrum[5] / 17 - 1) < 0.12)
    #expect(spectrum.dropLast().allSatisfy { abs($0 - 1) < 0.15 })
    let none = try covarianceSpectrum(try dataset(.spiked) { $0.signalStrength = 0 }.tokens)
    #expect(none.allSatisfy { abs($0 - 1) < 0.15 })
  }

  /// What the context adds to the Gaussian tokens is θ·μ, ‖μ‖ = 1, on one token of each sample.
  @Test func contextualTokensDifferInOnePlace() throws {
    let (plain, context) = (try dataset(.gaussian).tokens, try dataset(.contextual).tokens)
    var places = [Int](repeating: 0, count: 8)
    var first: [Double]?
    for i in 0..<300 {
      let changed = (0..<8).filter { a in (0..<6).contains { plain[i, a, $0] != context[i, a, $0] } }
      #expect(changed.count == 1)
      places[changed[0]] += 1
      let signal = (0..<6).map { context[i, changed[0], $0] - plain[i, changed[0], $0] }
      #expect(abs(signal.euclideanNorm - 3) < 1e-14)
      let reference = first ?? signal
      first = reference
      #expect(zip(signal, reference).allSatisfy { abs($0 - $1) < 1e-14 })
    }
    #expect(places.allSatisfy { abs(Double($0) - 37.5) < 4 * 6.0 })
  }

  /// Eigenvalues ∝ k^−α of mean 1.
  @Test func correlatedTokensHaveTheSpectrum() throws {
    let spectrum = try covarianceSpectrum(try dataset(.correlated) { $0.spectralExponent = 2 }.tokens)
    let decay = (1...6).reversed().map { 1 / Double($0 * $0) }
    for (value, wanted) in zip(spectrum, decay.map { $0 / decay.mean }) {
      #expect(abs(value / wanted - 1) < 0.15)
    }
    let flat = try covarianceSpectrum(try dataset(.correlated) { $0.spectralExponent = 0 }.tokens)
    #expect(flat.allSatisfy { abs($0 - 1) < 0.15 })
  }

  /// K_i K_jᵀ = δᵢⱼ I, to rounding times the condition number of W.
  @Test(arguments: KeyDistribution.allCases) func orthogonalKeysAreExact(keys: KeyDistribution) throws {
    let dataset = try dataset(.orthogonalKeys) {
      ($0.samples, $0.tokens, $0.dimension, $0.keys, $0.testSamples) = (5, 3, 16, keys, 2)
    }
    let certificate = try DatasetCertificate(dataset)
    for tokens in [dataset.tokens, try #require(dataset.test).tokens] {
      let all = dataset.keyMatrix.keys(of: tokens)
      for i in 0..<all.samples {
        for j in 0..<all.samples {
          var product = all.sample(i) * all.transposedSample(j)
          if i == j { for a in 0..<3 { product[a, a] -= 1 } }
          #expect(product.maximumMagnitude < 1e-15 * (4 + certificate.keyConditionNumber))
        }
      }
    }
  }

  /// Training and test samples share the signal direction and the basis, not the noise.
  @Test(arguments: [TokenDistribution.spiked, .correlated])
  func testSamplesShareTheStructure(distribution: TokenDistribution) throws {
    let dataset = try dataset(distribution) {
      ($0.signalStrength, $0.spectralExponent, $0.testSamples) = (10, 3, 300)
    }
    let test = try #require(dataset.test).tokens
    #expect(test.storage[0] != dataset.tokens.storage[0])
    let directions = try [dataset.tokens, test].map { tokens in
      try SVD(tokens.columns).leftVectors.column(0)
    }
    #expect(abs(abs(directions[0].dot(directions[1])) - 1) < 0.01)
  }

  /// More samples leave the first ones as they were.
  @Test(arguments: TokenDistribution.allCases.filter { $0 != .orthogonalKeys })
  func firstSamplesStay(distribution: TokenDistribution) throws {
    let (few, many) = (
      try dataset(distribution) { $0.samples = 7 }, try dataset(distribution) { $0.samples = 11 }
    )
    for i in 0..<7 {
      let difference = zip(few.tokens.sample(i).storage, many.tokens.sample(i).storage).map { $0 - $1 }
      #expect(difference.maximumMagnitude < 1e-14)
    }
  }
}
