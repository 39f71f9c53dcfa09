public import Experiments
internal import Reporting

/// Powers of a factor: a study small enough to see through, for the tests of everything around a study.
public struct DemoExperiment: Experiment {
  /// A parameter of each kind.
  public struct Spec: Specification {
    var steps = 4
    var factor = 0.5
    var seeds: [UInt64] = [0, 1]
    var label = "demo"
    var start = Start()
    var limit: Double?

    struct Start: Codable, Sendable {
      var value = 1.0
      var list = [1, 2, 3]
    }

    /// The defaults.
    public init() {}

    /// At least one step.
    public func validate() throws {
      if steps < 1 { throw SpecificationError.invalid("steps", "must be at least 1") }
    }
  }

  /// The slug.
  public static let name = "demo"
  /// One line.
  public static let summary = "Powers of a factor."

  /// Records `powers`, `final.value`, a metric that is NaN and a note.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    var powers = Table([.string("label"), .integer("seed"), .integer("step"), .double("value")])
    recorder.expect(work: Double(spec.steps))
    var value = spec.start.value
    for step in 0...spec.steps {
      for seed in spec.seeds {
        powers.append(.string(spec.label), .integer(Int(clamping: seed)), .integer(step), .double(value))
      }
      value *= spec.factor
      try recorder.advance(by: 1, "step \(step)")
    }
    recorder.record(powers, as: "powers", says: "One row a step and seed.")
    recorder.record(value, as: "final.value", says: "The power after the last step.")
    recorder.record(.nan, as: "undefined")
    recorder.note("The factor was \(spec.factor), no more & no <less>.")
  }
}
