import Attention
import Experiments
import LinearAlgebra
import Objectives
import Reporting
import TeacherStudent
import Testing

@Suite struct AttributionStudyTests {
  private static func spec() -> AttributionStudy.Spec {
    var spec = AttributionStudy.Spec()
    spec.samples = 16
    spec.dimension = 4
    spec.tokens = [3, 6]
    spec.seeds = [1, 18_446_744_073_709_551_615]
    spec.teacherRatios = [10, 1e6]
    spec.forecastDraws = 8
    spec.growth.samples = [6, 40]
    spec.growth.teacherRatios = [1e5, 1e20, 1e60]
    spec.descent.dimensions = [3, 5]
    spec.descent.steps = 400
    spec.descent.comparedUntil = 50
    spec.descent.patience = 200
    spec.descent.target = 1e-4
    return spec
  }

  private static func run(_ spec: AttributionStudy.Spec) throws -> Recorder {
    try spec.validate()
    var recorder = Recorder(interruption: { nil })
    try AttributionStudy.run(spec, into: &recorder)
    return recorder
  }

  private static func table(_ name: String, _ recorder: Recorder) throws -> Table {
    try #require(recorder.tables.first { $0.name == name }).table
  }

  /// Small, but the whole study: both kinds of keys, n on both sides of d, seeds beyond Int.
  @Test func theTablesSayWhatTheMetricsSay() throws {
    let spec = Self.spec()
    let recorder = try Self.run(spec)
    let metrics = Dictionary(uniqueKeysWithValues: recorder.metrics.map { ($0.key, $0.value) })
    let terms = try Self.table("terms", recorder)
    #expect(terms.count == 2 * 2 * 2 * 2)
    let names = ["keys", "temperature", "value_spike", "sample_heterogeneity", "sampling_floor"]
    for table in [terms, try Self.table("means", recorder)] {
      let total = table.doubles("log10_condition_number")
      let parts = names.map { table.doubles($0 + "_term") }
      for row in 0..<table.count {
        #expect(abs(parts.reduce(0) { $0 + $1[row] } - total[row]) < 1e-12)
      }
    }
    #expect(try #require(metrics["largestSumError"]) <= 1e-12)
    #expect(try #require(metrics["smallestTemperature"]) >= 0)
    #expect(try #require(metrics["smallestValueSpike"]) >= 0)
    #expect(try #require(metrics["largestKeysExcess"]) <= 1e-12)
    #expect(metrics["problems"] == 36)
    // A mean over two seeds, by hand.
    let alignment = terms.doubles("weakest_along_prompt")
    #expect(metrics["orthogonal.n3.ratio10.weakestAlongPrompt"] == (alignment[0] + alignment[1]) / 2)
    // Six samples of four features: the ratio's power, not the logarithm's.
    let slope = try #require(metrics["growth.N6.decadesPerDecade"])
    let excess = try #require(metrics["growth.N6.excessOverSensitivitySpread"])
    #expect(slope > 0.1 && abs(excess) < 0.1)
    #expect(try #require(metrics["growth.N40.decadesPerDecade"]) < slope)
  }

  /// The steps are those of p ← p − η∇L, counted by hand, and no rate of the grid has fewer.
  @Test func stepsAreThoseOfGradientDescent() throws {
    let spec = Self.spec()
    let steps = try Self.table("steps", Self.run(spec))
    var arrived = 0
    for row in 0..<steps.count {
      guard case .integer(let dimension) = steps.cell(row: row, column: 0),
        case .unsigned(let seed) = steps.cell(row: row, column: 2)
      else { throw Surprise() }
      var data = DatasetSpecification()
      data.samples = spec.samples
      data.tokens = dimension
      data.dimension = dimension
      data.teacherRatio = steps.doubles("teacher_ratio")[row]
      data.seed = seed
      let problem = try AttentionProblem(data, trained: .prompt)
      let attribution = try ConditionAttribution(problem.loss, at: problem.dataset.teacherPrompt)
      #expect(steps.doubles("log10_condition_number")[row] == attribution.log10ConditionNumber)
      let rate = steps.doubles("learning_rate")[row]
      guard rate.isFinite else { continue }
      arrived += 1
      var parameters = problem.initialParameters
      var count = 0
      while count <= spec.descent.steps {
        let (loss, gradient) = problem.loss.valueAndGradient(at: parameters)
        if loss <= spec.descent.target { break }
        parameters = zip(parameters, gradient).map { $0 - rate * $1 }
        count += 1
      }
      #expect(Double(count) == steps.doubles("steps")[row])
    }
    #expect(arrived >= 4)
  }

  private struct Surprise: Error {}

  /// A limit nobody reaches: it is said, and the ranks are what is left.
  @Test func runsThatDoNotArriveAreSaid() throws {
    var spec = Self.spec()
    spec.tokens = [3]
    spec.keys = [.orthogonal]
    spec.growth.samples = []
    spec.descent.dimensions = [3]
    spec.descent.steps = 12
    spec.descent.comparedUntil = 12
    spec.descent.maximumExtensions = 0
    let recorder = try Self.run(spec)
    let metrics = Dictionary(uniqueKeysWithValues: recorder.metrics.map { ($0.key, $0.value) })
    let steps = try Self.table("steps", recorder).doubles("steps")
    let missed = steps.count { $0 == .infinity }
    #expect(missed > 0)
    #expect(metrics["steps.censored"] == Double(missed))
  }

  @Test func aSpecificationThatMakesNoSenseIsRefused() {
    func isRefused(_ change: (inout AttributionStudy.Spec) -> Void) -> Bool {
      var spec = AttributionStudy.Spec()
      change(&spec)
      do { try spec.validate() } catch { return true }
      return false
    }
    #expect(!isRefused { _ in })
    #expect(isRefused { $0.dimension = 2 })
    #expect(isRefused { $0.samples = 19 })
    #expect(isRefused { $0.tokens = [20, 20] })
    #expect(isRefused { $0.tokens = [1] })
    #expect(isRefused { $0.keys = [] })
    #expect(isRefused { $0.seeds = [] })
    #expect(isRefused { $0.teacherRatios = [10] })
    #expect(isRefused { $0.teacherRatios = [10, .infinity] })
    #expect(isRefused { $0.forecastDraws = 1 })
    #expect(isRefused { $0.growth.samples = [10] })
    #expect(isRefused { $0.growth.teacherRatios = [10] })
    #expect(isRefused { $0.descent.dimensions = [101] })
    #expect(isRefused { $0.descent.target = 0 })
    #expect(isRefused { $0.descent.comparedUntil = 0 })
    #expect(isRefused { $0.descent.learningRates.start = 0 })
  }
}
