import Attention
import Foundation
import LinearAlgebra
import Randomness
import TeacherStudent
import Testing

@Suite struct ConditionAttributionTests {
  // MARK: - An independent route

  /// Forms G and M outright in 400 digits, n ≠ d in every case.
  @Test(arguments: try AttributionCase.all) func agreesWithFourHundredDigits(_ problem: AttributionCase)
    throws
  {
    let found = try ConditionAttribution(problem.loss(), at: problem.prompt)
    #expect(AttributionCase.differences(found, problem.expected, tolerance: 1e-11) == [])
    #expect(found.complementDimension == problem.dimension - (problem.parallel ? 1 : 2))
    #expect(found.sumError <= 1e-12)
  }

  /// The same data with Wᵀ for W: the contraction that goes unseen with a symmetric W must not pass.
  @Test func aWrongContractionOfTheKeysIsSeen() throws {
    for problem in try AttributionCase.all where problem.name.contains("features") {
      let found = try ConditionAttribution(problem.loss(transposedKeys: true), at: problem.prompt)
      #expect(AttributionCase.differences(found, problem.expected, tolerance: 0.01) != [])
    }
  }

  /// A spectrum of the product shows what the row matrix is for: beyond sixteen decades it has no digit left.
  @Test func theSpectrumOfTheProductIsNoise() throws {
    let problem = try #require(AttributionCase.all.first { $0.name == "sparse attention" })
    let values = try problem.loss().gaussNewtonFactor(at: problem.prompt).gram().symmetricEigenvalues()
    #expect(problem.expected.total > 25)
    #expect(values[0] <= 0 || log10(values[values.count - 1] / values[0]) < 20)
  }

  // MARK: - Theorems

  private static func attribution(_ change: (inout DatasetSpecification) -> Void) throws
    -> ConditionAttribution
  {
    var specification = DatasetSpecification()
    change(&specification)
    let data = try Dataset(specification)
    return try ConditionAttribution(Self.loss(data), at: data.teacherPrompt)
  }

  private static func loss(
    _ data: Dataset, arithmetic: PromptAttentionLoss.Arithmetic = .absolute
  ) throws -> PromptAttentionLoss {
    try PromptAttentionLoss(
      tokens: data.tokens, keyMatrix: data.keyMatrix, labels: data.labels, trained: .prompt,
      value: data.teacherValue, teacher: data.teacher, arithmetic: arithmetic)
  }

  /// κ(G) is that of the loss's own Gauss–Newton factor; the terms add up; interlacing holds; orthogonal keys add
  /// nothing.
  @Test(arguments: KeyDistribution.allCases, [(9, 6), (6, 9), (4, 4)])
  func theTermsAddUp(_ keys: KeyDistribution, _ shape: (tokens: Int, dimension: Int)) throws {
    for ratio in [10, 1e8, 1e25, 1e100] {
      var specification = DatasetSpecification()
      specification.samples = 40
      specification.tokens = shape.tokens
      specification.dimension = shape.dimension
      specification.keys = keys
      specification.teacherRatio = ratio
      let data = try Dataset(specification)
      let loss = try Self.loss(data)
      let prompt = try #require(data.teacherPrompt)
      let found = try ConditionAttribution(loss, at: prompt)
      let values = try loss.gaussNewtonFactor(at: prompt).jacobiSingularValues()
      #expect(abs(2 * log10(values[0] / values[values.count - 1]) - found.log10ConditionNumber) < 1e-11)
      #expect(abs(2 * log10(values[0]) - found.log10LargestEigenvalue) < 1e-12)
      #expect(found.sumError <= 1e-12)
      #expect(found.temperature >= 0 && found.valueSpike >= 0)
      #expect(abs(found.keys) <= found.log10SquaredKeyConditionNumber + 1e-12)
      #expect(found.log10TemperatureScalar <= found.log10ConditionNumber + 1e-12)
      if keys != .gaussian { #expect(abs(found.keys) < 1e-12) }
    }
  }

  /// An orthogonal change of coordinates of the tokens, with W and v to match, changes nothing.
  @Test func doesNotDependOnCoordinates() throws {
    let problem = AttentionProblem(samples: 12, tokens: 3, dimension: 5, trained: .prompt)
    let rotation = try #require(
      problem.with {
        $0.keys = .orthogonal
        $0.seed = 2
      }.keyMatrix.dense)
    let turned = try PromptAttentionLoss(
      tokens: TokenArray(samples: 12, tokens: 3, columns: rotation * problem.tokenArray.columns),
      keyMatrix: .dense(rotation * #require(problem.keyMatrix.dense)), labels: problem.labels,
      trained: .prompt, value: rotation * problem.teacher.value)
    let (a, b) = try (
      ConditionAttribution(problem.loss(), at: problem.teacher.prompt),
      ConditionAttribution(turned, at: problem.teacher.prompt)
    )
    for (one, other) in zip(a.terms, b.terms) { #expect(abs(one.log10 - other.log10) < 1e-12) }
    #expect(abs(a.weakestAlongPrompt - b.weakestAlongPrompt) < 1e-11)
    #expect(abs(a.weakestAlongValue - b.weakestAlongValue) < 1e-11)
  }

  /// Teacher-relative arithmetic knows where the teacher is, and how far from it the parameters are.
  @Test func theTeacherIsTheDefault() throws {
    var specification = DatasetSpecification()
    specification.samples = 30
    specification.tokens = 6
    specification.dimension = 4
    specification.teacherRatio = 1e12
    let data = try Dataset(specification)
    let prompt = try #require(data.teacherPrompt)
    let relative = try Self.loss(data, arithmetic: .teacherRelative)
    let pairs = try [
      (ConditionAttribution(relative), ConditionAttribution(Self.loss(data), at: prompt)),
      (
        ConditionAttribution(relative, at: [0.5, 0, -1, 0.25]),
        ConditionAttribution(Self.loss(data), at: zip(prompt, [0.5, 0, -1, 0.25]).map { $0 + $1 })
      ),
    ]
    for (a, b) in pairs {
      for (one, other) in zip(a.terms, b.terms) { #expect(abs(one.log10 - other.log10) < 1e-10) }
      #expect(abs(a.weakestAlongPrompt - b.weakestAlongPrompt) < 1e-10)
    }
    #expect(throws: AttributionError.teacherUnknown) { try ConditionAttribution(Self.loss(data)) }
  }

  // MARK: - Limit cases

  /// At p = 0 attention is uniform: there is no temperature, and a_i = (u − mean u)/n.
  @Test func uniformAttentionHasNoTemperature() throws {
    let problem = AttentionProblem(samples: 20, tokens: 6, dimension: 4, trained: .prompt)
    let found = try ConditionAttribution(problem.loss(), at: [0, 0, 0, 0])
    #expect(found.complementDimension == 3)
    #expect(found.weakestAlongPrompt.isNaN && found.log10TemperatureScalar.isNaN)
    #expect(found.sumError <= 1e-12 && found.temperature >= 0)
    for i in 0..<20 {
      let u = (problem.tokenArray.sample(i) * problem.teacher.value).storage
      let expected = u.map { ($0 - u.mean) / 6 }.euclideanNorm
      #expect(abs(found.sensitivities[i] - expected) < 1e-14)
    }
  }

  /// A sample of equal tokens has J u = 0: it is neither a row of M₀ nor a fault.
  @Test func aSampleWithoutAnySlopeTakesNoPart() throws {
    let problem = AttentionProblem(samples: 13, tokens: 3, dimension: 4, trained: .prompt)
    var storage = problem.tokenArray.storage
    for e in 0..<12 { storage[e] = storage[e % 4] }
    func loss(_ storage: ArraySlice<Double>, _ samples: Int) throws -> PromptAttentionLoss {
      try PromptAttentionLoss(
        tokens: TokenArray(samples: samples, tokens: 3, dimension: 4, storage: Array(storage)),
        keyMatrix: problem.keyMatrix, labels: Matrix(rows: 1, columns: samples), trained: .prompt,
        value: problem.teacher.value)
    }
    let with = try ConditionAttribution(loss(storage[...], 13), at: problem.teacher.prompt)
    let without = try ConditionAttribution(loss(storage[12...], 12), at: problem.teacher.prompt)
    #expect(with.sensitivities[0] < 1e-15)
    for (one, other) in zip(with.terms, without.terms) { #expect(abs(one.log10 - other.log10) < 1e-12) }
  }

  // MARK: - Refusals

  @Test func whatHasNoSplitIsRefused() throws {
    func error(_ problem: AttentionProblem, at parameters: [Double]? = nil) -> AttributionError? {
      do {
        _ = try ConditionAttribution(problem.loss(), at: parameters ?? problem.teacherParameters)
      } catch { return error as? AttributionError }
      return nil
    }
    let fine = AttentionProblem(samples: 8, trained: .prompt)
    #expect(error(fine) == nil)
    #expect(error(fine.with { $0.outputs = 2 }) == .needsScalarSquaredLoss(.squared, outputs: 2))
    #expect(error(fine.with { $0.head = .logistic }) == .needsScalarSquaredLoss(.logistic, outputs: 1))
    #expect(error(fine.with { $0.trained = .promptAndValue }) == .needsPromptAlone)
    #expect(error(fine, at: [1, .infinity, 0]) == .notFinite(index: 1, value: .infinity))
    #expect(error(fine.with { $0.samples = 2 }) == .tooFewSamples(2, parameters: 3))
    #expect(error(fine.with { $0.dimension = 2 }) == .noComplement(dimension: 2))
    #expect(error(fine.with { $0.dimension = 1 }) == .noComplement(dimension: 1))
    // One token a sample: no output moves at all.
    #expect(error(fine.with { $0.tokens = 1 }) == .rankDeficient(rank: 0, parameters: 3))
  }

  /// Tokens in a plane leave a direction of the prompt without any effect, up to rounding.
  @Test func tokensInASubspaceAreRefused() throws {
    let problem = AttentionProblem(samples: 20, tokens: 5, dimension: 4, trained: .prompt)
    var columns = problem.tokenArray.columns
    for j in 0..<columns.columns { columns[3, j] = 0.3 * columns[0, j] - columns[1, j] }
    let loss = try PromptAttentionLoss(
      tokens: TokenArray(samples: 20, tokens: 5, columns: columns), keyMatrix: problem.keyMatrix,
      labels: problem.labels, trained: .prompt, value: problem.teacher.value)
    #expect(throws: AttributionError.rankDeficient(rank: 3, parameters: 4)) {
      try ConditionAttribution(loss, at: problem.teacher.prompt)
    }
  }

  // MARK: - What the numbers are

  /// At N = 100, n = d = 20 with orthogonal keys: our means over 40 seeds against those of five draws of the same
  /// distributions by an independent NumPy program with other random streams, within four standard errors.
  @Test(arguments: [
    (10.0, [1.72, 0.01, 0.92, 0.08]), (1e5, [1.65, 0.23, 0.38, 0.35]), (1e15, [2.71, 1.00, 0.18, 0.83]),
    (1e25, [3.38, 1.30, 0.16, 1.21]),
  ]) func meansAreThoseOfOtherDraws(_ ratio: Double, _ expected: [Double]) throws {
    let found = try (0..<40).map { seed in
      try Self.attribution {
        $0.teacherRatio = ratio
        $0.seed = UInt64(seed)
      }
    }
    let columns = [
      found.map(\.log10ConditionNumber), found.map(\.temperature), found.map(\.valueSpike),
      found.map(\.sampleHeterogeneity), found.map(\.samplingFloor),
    ]
    for (values, mean) in zip(columns, expected + [0.70]) {
      let variance = values.reduce(0) { $0 + ($1 - values.mean) * ($1 - values.mean) } / 39
      // The last 0.01 is for the two decimals.
      #expect(abs(values.mean - mean) < 4 * (variance * (1.0 / 40 + 1.0 / 5)).squareRoot() + 0.01)
    }
  }

  /// The forecast knows the |J_i u_i| and nothing else.
  @Test(arguments: [10, 1e5, 1e25]) func theForecastAgreesWithTheComplement(_ ratio: Double) throws {
    let deviations = try (0..<5).map { seed in
      let found = try Self.attribution {
        $0.teacherRatio = ratio
        $0.tokens = 12
        $0.seed = UInt64(seed)
      }
      let forecast = try found.wishartForecast(draws: 48)
      return (found.log10ComplementConditionNumber - forecast.log10ConditionNumber)
        / forecast.standardDeviation
    }
    // Five independent standard normal numbers, nearly.
    #expect(deviations.allSatisfy { abs($0) < 4 })
    #expect(abs(deviations.mean) < 2)
  }
}

extension KeyMatrix {
  fileprivate var dense: Matrix? {
    if case .dense(let weights) = self { weights } else { nil }
  }
}
