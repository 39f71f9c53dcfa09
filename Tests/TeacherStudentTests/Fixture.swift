import Foundation
import TeacherStudent

/// The files made by `Fixtures/make_fixtures.py`.
enum Fixture {
  static func url(_ name: String) -> URL {
    Bundle.module.bundleURL.appendingPathComponent("Fixtures").appendingPathComponent(name)
  }

  /// Runs `body` with a fresh folder, which is removed afterwards.
  static func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("teacher-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// Small random tokens.
  static func tokens(samples: Int = 3, tokens: Int = 4, dimension: Int = 5, seed: UInt64 = 0) -> TokenArray {
    var specification = DatasetSpecification()
    (specification.samples, specification.tokens, specification.dimension) = (samples, tokens, dimension)
    specification.seed = seed
    guard let dataset = try? Dataset(specification) else { preconditionFailure("a valid specification") }
    return dataset.tokens
  }
}
