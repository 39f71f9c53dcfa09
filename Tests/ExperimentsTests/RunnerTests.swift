import Experiments
import Foundation
import Reporting
import Testing

@Suite struct RunnerTests {
  @Test func finishedRunsAreNotRepeated() throws {
    try Scratch.folder { folder in
      let experiment = try Demo.resolve()
      var options = Runner.Options()
      options.out = folder.appendingPathComponent("run")
      let first = try Runner.run(experiment, options)
      #expect(!first.reused)
      let second = try Runner.run(experiment, options)
      #expect(second.reused)
      #expect(second.metrics.map(\.key) == first.metrics.map(\.key))
      options.force = true
      #expect(try !Runner.run(experiment, options).reused)
    }
  }
}

enum Demo {
  static let studies = [Study(DemoExperiment.self)]

  static func resolve(_ sets: [String] = [], in experiments: URL? = nil, quick: Bool = false) throws
    -> ResolvedExperiment
  {
    let request = ExperimentRequest("demo", overrides: try sets.map { try Override($0) }, isQuick: quick)
    return try ResolvedExperiment(request, studies: studies, in: ExperimentFolder(root: experiments))
  }
}

/// A folder that is gone after the test.
enum Scratch {
  static func folder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "softmaxlab-tests-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
