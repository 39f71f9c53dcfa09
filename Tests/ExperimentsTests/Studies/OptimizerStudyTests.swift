import Experiments
import Foundation
import Reporting
import Testing

@Suite struct OptimizerStudyTests {
  private static func spec() -> OptimizerStudy.Spec {
    var spec = OptimizerStudy.Spec()
    spec.samples = 20
    spec.dimension = 5
    spec.seeds = [0, 18_446_744_073_709_551_615]
    spec.teacherRatios = [10, 12]
    spec.optimizers = ["gradient-descent", "adam", "sign-descent", "levenberg-marquardt"]
    spec.steps = 60
    spec.sensitivityStep = 30
    spec.patience = 100
    spec.maximumExtensions = 1
    return spec
  }

  private static func metrics(_ recorder: Recorder) -> [String: Double] {
    Dictionary(uniqueKeysWithValues: recorder.metrics.map { ($0.key, $0.value) })
  }

  /// Small, but the whole study: seeds beyond Int, ratios of one power of ten, rules that do not arrive.
  @Test func speedupIsTheRatioOfTheFewestSteps() throws {
    let spec = Self.spec()
    try spec.validate()
    var recorder = Recorder(interruption: { nil })
    try OptimizerStudy.run(spec, into: &recorder)
    let metrics = Self.metrics(recorder)
    let steps = try #require(recorder.tables.first { $0.name == "steps" }).table
    func fewest(_ optimizer: String, _ ratio: Double) -> [Double] {
      (0..<steps.count).filter {
        steps.cell(row: $0, column: 0) == .string(optimizer)
          && steps.cell(row: $0, column: 1) == .double(ratio)
          && steps.cell(row: $0, column: 3) == .double(1e-6)
      }.map { steps.doubles("steps")[$0] }
    }
    for ratio in spec.teacherRatios {
      let (descent, adam) = (fewest("gradient-descent", ratio), fewest("adam", ratio))
      #expect(descent.count == 2 && adam.count == 2)
      let speedups = zip(descent, adam).map { $1.isFinite ? min($0, 60) / $1 : 0 }
      #expect(metrics["ratio\(ratio).smallestSpeedupOfAdam"] == speedups.min())
      #expect((metrics["ratio\(ratio).levenberg-marquardt.medianSteps"] ?? .infinity) < 30)
    }
    // Who does not arrive is said, not hidden.
    for (ratio, note) in zip(spec.teacherRatios, recorder.notes) {
      for optimizer in spec.optimizers {
        let arrived = fewest(optimizer, ratio).count { $0.isFinite }
        #expect(metrics["ratio\(ratio).\(optimizer).seedsReached"] == Double(arrived))
        let isMissing = note.components(separatedBy: "; not within 60: ").last?.contains(optimizer) == true
        // The median of two seeds is infinite as soon as one does not arrive.
        if arrived < 2 { #expect(isMissing) }
      }
    }
    #expect(recorder.notes.contains { $0.contains("not within 60") })
  }

  @Test func aSpecificationThatMakesNoSenseIsRefused() {
    func isRefused(_ change: (inout OptimizerStudy.Spec) -> Void) -> Bool {
      var spec = OptimizerStudy.Spec()
      change(&spec)
      do { try spec.validate() } catch { return true }
      return false
    }
    #expect(!isRefused { _ in })
    #expect(isRefused { $0.teacherRatios = [10, 10] })
    #expect(isRefused { $0.teacherRatios = [.infinity] })
    #expect(isRefused { $0.targets = [1e-8, 1e-6] })
    #expect(isRefused { $0.decisiveTarget = 1e-5 })
    #expect(isRefused { $0.optimizers = ["adamm"] })
    #expect(isRefused { $0.dimension = 1 })
    #expect(isRefused { $0.seeds = [] })
  }
}
