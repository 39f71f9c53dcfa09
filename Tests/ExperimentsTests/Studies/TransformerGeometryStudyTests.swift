import Experiments
import SignalPropagation
import Testing

@Suite struct TransformerGeometryStudyTests {
  private static func spec() -> TransformerGeometryStudy.Spec {
    var spec = TransformerGeometryStudy.Spec()
    spec.tokens = 4
    spec.layers = 2
    spec.widths = [32]
    spec.samples = [24]
    spec.cases = Array(spec.cases.prefix(2))
    spec.aloneScales = [0, 2]
    spec.fieldPoints = 3
    return spec
  }

  private static func result(_ change: (inout TransformerGeometryStudy.Spec) -> Void = { _ in }) throws
    -> TransformerGeometry
  {
    var spec = spec()
    change(&spec)
    try spec.validate()
    var recorder = Recorder(interruption: { nil })
    return try TransformerGeometry(spec, &recorder)
  }

  @Test func simulationsAgreeWithTheTheory() throws {
    let result = try Self.result()
    #expect(result.comparisons.count == 2 * 3 * 4 && result.collapses.count == 2)
    let forward = result.comparisons.filter {
      $0.block > 0 && [.length, .correlation].contains($0.quantity)
    }
    func agrees(_ entry: TransformerGeometry.Comparison, _ theory: Double) -> Bool {
      abs(entry.simulation.value - theory) < 4 * entry.simulation.standardError + 0.03
    }
    #expect(forward.allSatisfy { agrees($0, $0.theory) })
    #expect(forward.allSatisfy { $0.low < $0.simulation.value && $0.simulation.value < $0.high })
    // The planted fault: the theory of one case beside the simulation of the other.
    let half = forward.count / 2
    #expect(zip(forward[..<half], forward[half...]).contains { !agrees($0, $1.theory) })
  }

  /// What starts it is exact in every sample.
  @Test func startsAreExact() throws {
    for entry in try Self.result().comparisons where entry.block == 0 && entry.quantity != .gradientOverlap {
      #expect(abs(entry.simulation.value - entry.theory) < 1e-13 && entry.simulation.standardError < 1e-13)
    }
  }

  @Test func attentionAloneCollapses() throws {
    let result = try Self.result()
    for collapse in result.collapses {
      #expect(collapse.steps == 48)
      #expect(abs(collapse.rate.value - result.collapseRate) < 4 * collapse.rate.standardError + 0.02)
    }
    let attraction = TransformerGeometry.smallestAttraction(
      tokens: [2, 5], scales: [0, 3], correlations: [0, 0.5, 0.99])
    // At c = 0 S₁₁ is 1/n.
    #expect(abs(attraction - 0.2) < 1e-12)
  }

  @Test func fixedPoints() throws {
    let points = try Self.result { $0.tokens = 16 }.fixedPoints
    #expect(points.map(\.isStable) == [true, false, true])
    let simplex = points[2].tokens
    let next = BlockMap(Self.spec().cases[1].initialization(tokens: 16)).step(simplex).output
    #expect(abs(next.correlation - simplex.correlation) < 1e-12 && simplex.correlation < 0.5)
  }

  /// A sample does not depend on which others there are.
  @Test func samplesAreNamed() throws {
    func signals(_ samples: Int) throws -> [RandomTransformer.Signal] {
      var recorder = Recorder(interruption: { nil })
      let run = TransformerEnsemble.Run(
        Self.spec().cases[0].initialization(tokens: 4), from: TokenGeometry(length: 1, correlation: 0.5))
      return try TransformerEnsemble(
        [run], width: 8, layers: 2, samples: samples, seed: 3, &recorder
      ).signals[0]
    }
    #expect(try Array(signals(5)[..<3]) == signals(3))
    #expect(Set(try signals(5).map { $0.tokens[2].length }).count == 5)
  }

  @Test func aSpecificationThatMakesNoSenseIsRefused() {
    func isRefused(_ change: (inout TransformerGeometryStudy.Spec) -> Void) -> Bool {
      var spec = TransformerGeometryStudy.Spec()
      change(&spec)
      do { try spec.validate() } catch { return true }
      return false
    }
    #expect(!isRefused { _ in })
    #expect(isRefused { $0.tokens = 1 })
    #expect(isRefused { $0.widths = [8, 1024] })
    #expect(isRefused { $0.samples = [4] })
    #expect(isRefused { $0.samples = [1, 1] })
    #expect(isRefused { $0.cases = [] })
    #expect(isRefused { $0.cases[1].name = $0.cases[0].name })
    #expect(isRefused { $0.cases[0].attentionStrength = 1.5 })
    #expect(isRefused { $0.cases[0].correlation = 1 })
    #expect(isRefused { $0.fields = ["none"] })
    #expect(isRefused { $0.aloneStrength = 0 })
    #expect(isRefused { $0.aloneScales = [-1] })
    #expect(isRefused { $0.collapsedDissimilarity = 0 })
  }
}
