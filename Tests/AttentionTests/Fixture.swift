import Foundation
import TeacherStudent

/// The files that the recipes in `Fixtures` have written.
enum Fixture {
  /// A file of JSON; infinities are strings.
  static func decode<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(type, from: Data(contentsOf: url(name)))
  }

  /// An array written by NumPy.
  static func array(_ name: String) throws -> NumPyArray { try NumPyFile.read(url(name)) }

  private static func url(_ name: String) -> URL {
    Bundle.module.bundleURL.appendingPathComponent("Fixtures").appendingPathComponent(name)
  }
}
