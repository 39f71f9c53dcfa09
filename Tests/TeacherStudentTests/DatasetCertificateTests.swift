import Foundation
import LinearAlgebra
import TeacherStudent
import Testing

@Suite struct DatasetCertificateTests {
  /// The numbers `Fixtures/make_fixtures.py` prints: NumPy, and mpmath for the ratios.
  @Test func agreesWithNumPy() throws {
    let certificate = try DatasetCertificate(try Dataset(directory: Fixture.url("dataset")))
    let ratios = try #require(certificate.ratios)
    let design = try #require(certificate.design)
    #expect(abs(ratios.log10MeanRatio - 6.3302307254827990724) < 1e-13)
    #expect(abs(ratios.meanLog10Ratio - 5.0698229197198127935) < 1e-13)
    #expect(design.rank == 2 && design.fullRank == 2)
    #expect(abs(design.largestSingularValue - 2.45043435) < 5e-9)
    #expect(abs(design.smallestSingularValue - 0.65981975) < 5e-9)
    #expect(abs(certificate.keyConditionNumber - 2.52366393255137) < 1e-13)
    #expect(abs(certificate.orthogonality.scale - 1.0678985839317703) < 1e-14)
    #expect(abs(certificate.orthogonality.relative - 2.445084418288175) < 1e-14)
    #expect((certificate.samples, certificate.tokens, certificate.dimension) == (3, 4, 2))
    #expect(certificate.outputs == 2 && certificate.testSamples == 0 && certificate.specification == nil)
  }

  /// Repeated samples lower the rank of the design by as many.
  @Test func rankCountsIndependentSamples() throws {
    let dataset = try Dataset(
      DatasetSpecification().with { ($0.samples, $0.tokens, $0.dimension) = (6, 3, 9) })
    let design = try #require(try DatasetCertificate(dataset).design)
    #expect(design.rank == 6 && design.fullRank == 6)
    let repeated = TokenArray(
      samples: 8, tokens: 3, dimension: 9,
      storage: dataset.tokens.storage + dataset.tokens.storage.prefix(2 * 3 * 9))
    let copy = Dataset(
      tokens: repeated, keyMatrix: dataset.keyMatrix, labels: Matrix(rows: 1, columns: 8),
      teacherPrompt: dataset.teacherPrompt)
    let copied = try #require(try DatasetCertificate(copy).design)
    #expect(copied.rank == 6 && copied.fullRank == 8)
    #expect(copied.smallestSingularValue < copied.tolerance)
  }

  /// A teacher that is nowhere given leaves its part of the certificate out.
  @Test func worksWithoutATeacher() throws {
    let dataset = Dataset(tokens: Fixture.tokens(), labels: Matrix(rows: 1, columns: 3))
    let certificate = try DatasetCertificate(dataset)
    #expect(certificate.ratios == nil && certificate.design == nil)
    #expect(certificate.keyConditionNumber == 1)
  }

  @Test func conditionNumberOfKeys() throws {
    func conditionNumber(_ weights: Matrix) throws -> Double {
      let tokens = TokenArray(samples: 1, tokens: 2, dimension: 2, storage: [1, 2, 3, 4])
      let dataset = Dataset(tokens: tokens, keyMatrix: .dense(weights), labels: Matrix(rows: 1, columns: 1))
      return try DatasetCertificate(dataset).keyConditionNumber
    }
    #expect(abs(try conditionNumber(Matrix(diagonal: [1e-3, -2])) / 2000 - 1) < 1e-14)
    #expect(try conditionNumber(Matrix(diagonal: [0, 1])) == .infinity)
  }

  @Test func survivesJSON() throws {
    let generated = try Dataset(
      DatasetSpecification().with { ($0.samples, $0.tokens, $0.dimension, $0.testSamples) = (4, 3, 5, 2) })
    let singular = Dataset(
      tokens: TokenArray(samples: 1, tokens: 2, dimension: 2, storage: [1, 2, 3, 4]),
      keyMatrix: .dense(Matrix(diagonal: [0, 1])), labels: Matrix(rows: 1, columns: 1))
    for dataset in [generated, singular] {
      let certificate = try DatasetCertificate(dataset)
      let json = try certificate.json()
      #expect(try DatasetCertificate(json: json) == certificate)
      #expect(json.last == UInt8(ascii: "\n"))
    }
    let text = String(decoding: try DatasetCertificate(singular).json(), as: UTF8.self)
    #expect(text.contains(#""keyConditionNumber" : "inf""#))
  }
}

extension DatasetSpecification {
  /// The specification with some values changed.
  func with(_ change: (inout DatasetSpecification) -> Void) -> DatasetSpecification {
    var specification = self
    change(&specification)
    return specification
  }
}
