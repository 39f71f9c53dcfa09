import Reporting
import Testing

@testable import Experiments

@Suite struct StrictDecodingTests {
  private struct Spec: Specification {
    enum Shape: String, Codable, CaseIterable { case round, square }
    var shape = Shape.round
    var shapes: [Shape] = [.round, .square]
    var inner = Inner()
    var none: Shape?

    struct Inner: Codable {
      var shape: Shape? = .round
    }
  }

  private static let mistakes: [(JSONValue, String)] = [
    (["shape": "sqare"], "file: shape cannot be \"sqare\", only round, square (did you mean 'square'?)"),
    (["shape": "x"], "file: shape cannot be \"x\", only round, square"),
    (["shapes": ["round", "x", "round"]], "file: shapes[1] cannot be \"x\", only round, square"),
    (
      ["inner": ["shape": "ROUND"]],
      "file: inner.shape cannot be \"ROUND\", only round, square (did you mean 'round'?)"
    ),
    (["none": "x"], "file: none cannot be \"x\""),
  ]

  @Test(arguments: mistakes)
  func aNameThatIsNoneIsAnsweredWithThoseThereAre(_ patch: JSONValue, _ text: String) throws {
    let json = try JSONValue(encoding: Spec()).merged(with: patch)
    let error = #expect(throws: SpecificationError.self) {
      try StrictDecoding.decode(json, as: Spec.self, source: "file")
    }
    #expect(error?.description == text)
  }

  @Test func anOptimizerThatIsNoneIsAnsweredWithTheNearest() throws {
    let studies = [Study(TrainingStudy.self)]
    let base = try ResolvedExperiment(
      ExperimentRequest("training"), studies: studies, in: ExperimentFolder(root: nil))
    let error = #expect(throws: SpecificationError.self) {
      try SweepPlan(base, axes: [SweepAxis("optimizer=adam,adan")])
    }
    #expect(
      error?.description == "--over optimizer=adam,adan: optimizer cannot be 'adan' (did you mean 'adam'?)")
  }
}
