import Foundation
import TeacherStudent
import Testing

@Suite struct DatasetSpecificationTests {
  @Test func defaultsAreTheTalksUnderParameterisedProblem() throws {
    let specification = try JSONDecoder().decode(DatasetSpecification.self, from: Data("{}".utf8))
    #expect(specification == DatasetSpecification())
    #expect((specification.samples, specification.tokens, specification.dimension) == (100, 20, 20))
    #expect(specification.teacherRatio == 10 && specification.ratioConvention == .log10MeanRatio)
    #expect(specification.keys == .orthogonal && specification.tokenDistribution == .gaussian)
    #expect(specification.labelNoise == 0 && specification.seed == 0 && specification.outputs == 1)
  }

  /// Every property survives encoding, and decoding reads every key that encoding writes.
  @Test func survivesJSON() throws {
    let text = """
      {"samples": 3, "tokens": 4, "dimension": 15, "outputs": 2, "teacherRatio": 1e300,
       "ratioConvention": "meanLog10Ratio", "keys": "gaussian", "tokenDistribution": "correlated",
       "signalStrength": 0.5, "spectralExponent": 2.5, "labelKind": "binary", "labelNoise": 0.25,
       "testSamples": 7, "seed": 18446744073709551615}
      """
    let specification = try JSONDecoder().decode(DatasetSpecification.self, from: Data(text.utf8))
    let encoded = try JSONEncoder().encode(specification)
    #expect(try JSONDecoder().decode(DatasetSpecification.self, from: encoded) == specification)
    let written = try #require(try JSONSerialization.jsonObject(with: encoded) as? [String: Any])
    let given = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(Set(written.keys) == Set(given.keys))
    let defaults = try JSONEncoder().encode(DatasetSpecification())
    let unchanged = try #require(try JSONSerialization.jsonObject(with: defaults) as? [String: Any])
    for (key, value) in unchanged {
      #expect("\(value)" != "\(written[key] ?? "")", "\(key) is not read")
    }
  }

  /// Each value just outside its range is refused with its key's name.
  @Test(arguments: [
    ("samples", "0"), ("samples", "-3"), ("tokens", "1"), ("tokens", "0"), ("dimension", "0"),
    ("outputs", "0"), ("testSamples", "-1"), ("teacherRatio", "1"), ("teacherRatio", "-10"),
    ("labelNoise", "-0.1"), ("signalStrength", "-1"), ("spectralExponent", "-1"),
  ])
  func refusesValuesOutOfRange(key: String, value: String) throws {
    let text = #"{"\#(key)": \#(value)}"#
    let specification = try JSONDecoder().decode(DatasetSpecification.self, from: Data(text.utf8))
    let error = #expect(throws: DatasetError.self) { try specification.validate() }
    #expect(error?.description.hasPrefix("\(key) = \(value)") == true)
    #expect(throws: DatasetError.self) { try Dataset(specification) }
  }

  @Test func refusesNonFiniteValues() {
    for value in [Double.nan, .infinity] {
      for key in [\DatasetSpecification.teacherRatio, \.labelNoise, \.signalStrength, \.spectralExponent] {
        var specification = DatasetSpecification()
        specification[keyPath: key] = value
        #expect(throws: DatasetError.self) { try specification.validate() }
      }
    }
  }

  @Test func orthogonalKeysNeedRoom() throws {
    var specification = DatasetSpecification()
    specification.tokenDistribution = .orthogonalKeys
    (specification.samples, specification.tokens, specification.dimension) = (5, 4, 20)
    try specification.validate()
    specification.dimension = 19
    let error = #expect(throws: DatasetError.self) { try specification.validate() }
    #expect(
      error?.description
        == "tokenDistribution = orthogonalKeys needs dimension ≥ samples·tokens = 5·4, but dimension = 19")
    specification.dimension = 20
    specification.testSamples = 6
    #expect(throws: DatasetError.self) { try specification.validate() }
  }

  /// Tokens alone may take a quarter of the memory, not half: copies of them are needed.
  @Test func countsTheCopiesOfTheTokens() throws {
    var specification = DatasetSpecification()
    (specification.samples, specification.tokens) = (1, 2)
    let memory = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    func tokens(takingOneIn parts: Int) -> Int { memory / (8 * parts * specification.dimension) }
    specification.tokens = tokens(takingOneIn: 4)
    try specification.validate()
    specification.tokens = tokens(takingOneIn: 2)
    #expect(throws: DatasetError.self) { try specification.validate() }
    specification.tokens = tokens(takingOneIn: 8)
    specification.testSamples = 4
    #expect(throws: DatasetError.self) { try specification.validate() }
  }

  @Test func refusesMoreThanTheMachineHolds() {
    for key in [\DatasetSpecification.samples, \.tokens, \.dimension, \.testSamples] {
      var specification = DatasetSpecification()
      specification[keyPath: key] = .max
      let error = #expect(throws: DatasetError.self) { try specification.validate() }
      #expect(error?.description.hasSuffix("MiB of memory") == true)
    }
  }
}
