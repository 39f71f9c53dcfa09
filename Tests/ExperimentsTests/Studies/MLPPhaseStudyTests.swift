import Experiments
import Foundation
import Reporting
import SignalPropagation
import Testing

@Suite struct MLPPhaseStudyTests {
  private static func spec() -> MLPPhaseStudy.Spec {
    var spec = MLPPhaseStudy.Spec()
    spec.seeds = [0, 18_446_744_073_709_551_615, 7]
    spec.width = 60
    spec.layers = 3
    spec.weightScales = [1.3, 2]
    spec.measuredInputs = 2
    spec.gridWeightScales = GridSpecification(start: 1, stop: 2, count: 3)
    spec.gridBiasScales = GridSpecification(start: 0, stop: 1, count: 3)
    spec.depthWeightVariances = GridSpecification(start: 1, stop: 3, count: 9)
    return spec
  }

  @Test func theWholeStudy() throws {
    let spec = Self.spec()
    try spec.validate()
    var recorder = Recorder(interruption: { nil })
    try MLPPhaseStudy.run(spec, into: &recorder)
    let metrics = Dictionary(uniqueKeysWithValues: recorder.metrics.map { ($0.key, $0.value) })
    #expect(abs((metrics["criticalWeightVariance"] ?? 0) - 1.760954639607) < 1e-11)
    #expect((metrics["largestBoundaryError"] ?? 1) < 1e-12 && metrics["depthDecreasesTowardsBoundary"] == 0)
    #expect((metrics["largestGrowthZ"] ?? .nan) < 8 && (metrics["largestLengthDeviation"] ?? 1) < 0.6)
    func table(_ name: String) throws -> Table {
      try #require(recorder.tables.first { $0.name == name }).table
    }
    #expect(try table("phases").count == 9 && table("growth").count == 13 && table("depths").count == 9)
    #expect(try table("lengths").count == 2 * 3 * 4 && table("correlations").count == 2 * 4 * 4)
    // Layer 0 is the input, exactly.
    let correlations = try table("correlations")
    for row in 0..<correlations.count where correlations.cell(row: row, column: 2) == .integer(0) {
      #expect(abs(correlations.doubles("mean")[row] - correlations.doubles("c0")[row]) < 1e-12)
    }
  }

  @Test func aSpecificationThatMakesNoSenseIsRefused() {
    func isRefused(_ change: (inout MLPPhaseStudy.Spec) -> Void) -> Bool {
      var spec = MLPPhaseStudy.Spec()
      change(&spec)
      do { try spec.validate() } catch { return true }
      return false
    }
    #expect(!isRefused { _ in })
    #expect(isRefused { $0.seeds = [] })
    #expect(isRefused { $0.weightScales = [0] })
    #expect(isRefused { $0.biasScale = 0 })
    #expect(isRefused { $0.initialCorrelations = [1.5] })
    #expect(isRefused { $0.activation = .relu })
    #expect(isRefused { $0.gridWeightScales.count = 1 })
    #expect(isRefused { $0.depthBiasVariance = 0 })
  }
}
