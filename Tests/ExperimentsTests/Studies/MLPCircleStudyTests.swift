import Experiments
import Foundation
import LinearAlgebra
import Reporting
import SignalPropagation
import Testing

@Suite struct MLPCircleStudyTests {
  private static func spec() -> MLPCircleStudy.Spec {
    var spec = MLPCircleStudy.Spec()
    spec.seeds = [0, 5]
    spec.width = 60
    spec.points = 8
    spec.layers = 3
    spec.weightScales = [1.3, 3]
    spec.shownLayers = [0, 3]
    return spec
  }

  private static func run() throws -> Recorder {
    var recorder = Recorder(interruption: { nil })
    try MLPCircleStudy.run(spec(), into: &recorder)
    return recorder
  }

  @Test func theWholeStudy() throws {
    try Self.spec().validate()
    let recorder = try Self.run()
    let metrics = Dictionary(uniqueKeysWithValues: recorder.metrics.map { ($0.key, $0.value) })
    #expect((metrics["largestLengthDeviation"] ?? 1) < 0.5)
    #expect(
      (metrics["sigmaW3.0.euclideanGrowth"] ?? 0) > 1.5 && (metrics["sigmaW1.3.euclideanGrowth"] ?? 2) < 1.2)
    func table(_ name: String) throws -> Table {
      try #require(recorder.tables.first { $0.name == name }).table
    }
    #expect(try table("geometry").count == 2 * 4 && table("autocorrelation").count == 2 * 4 * 9)
    #expect(try table("shapes").count == 2 * 2 * 9)
  }

  @Test func theSameForAnyNumberOfThreads() throws {
    let threads = Parallel.threads
    defer { Parallel.threads = threads }
    Parallel.threads = 1
    let one = try Self.run().tables.map(\.table)
    Parallel.threads = 2
    #expect(try Self.run().tables.map(\.table) == one)
  }

  @Test func aSpecificationThatMakesNoSenseIsRefused() {
    func isRefused(_ change: (inout MLPCircleStudy.Spec) -> Void) -> Bool {
      var spec = MLPCircleStudy.Spec()
      change(&spec)
      do { try spec.validate() } catch { return true }
      return false
    }
    #expect(!isRefused { _ in })
    #expect(isRefused { $0.seeds = [1] })
    #expect(isRefused { $0.points = 9 })
    #expect(isRefused { $0.shownLayers = [11] })
    #expect(isRefused { $0.activation = .gelu })
  }
}
