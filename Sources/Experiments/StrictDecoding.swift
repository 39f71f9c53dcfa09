internal import Foundation
internal import Reporting
internal import Spelling

/// Decoding that lets nothing pass: unknown keys are found by a round trip.
///
/// Synthesised `Decodable` conformances ignore keys they do not know; encoding the decoded value again shows
/// which keys were read.
enum StrictDecoding {
  /// The typed value.
  ///
  /// - Throws: ``SpecificationError``.
  static func decode<Value: Decodable>(_ json: JSONValue, as type: Value.Type, source: String) throws -> Value
  {
    do { return try json.decode(type) } catch let error as DecodingError {
      throw explain(error, of: json, as: type, source: source)
    }
  }

  /// The canonical JSON of the typed value; unknown keys are errors.
  ///
  /// - Throws: ``SpecificationError``.
  static func roundTrip<Value: Codable>(
    _ json: JSONValue, as type: Value.Type, source: String
  ) throws -> JSONValue {
    let canonical = try JSONValue(encoding: try decode(json, as: type, source: source))
    try rejectUnknownKeys(json, known: canonical, path: "", root: canonical, source)
    return canonical
  }

  private static func rejectUnknownKeys(
    _ json: JSONValue, known: JSONValue, path: String, root: JSONValue, _ source: String
  ) throws {
    if let members = json.members {
      for member in members {
        let inner = path.isEmpty ? member.key : path + "." + member.key
        if let value = known[member.key] {
          try rejectUnknownKeys(member.value, known: value, path: inner, root: root, source)
        } else if member.value != .null {
          // A null stands for an optional parameter left out, which is not encoded either.
          throw SpecificationError.unknownKey(
            source: source, path: inner, suggestion: suggestion(for: member.key, at: path, known, root))
        }
      }
    } else if let elements = json.elements, let others = known.elements, elements.count == others.count {
      for index in elements.indices {
        try rejectUnknownKeys(
          elements[index], known: others[index], path: "\(path)[\(index)]", root: root, source)
      }
    }
  }

  /// The nearest key beside the unknown one, or the same key elsewhere (`steps` for `descent.steps`).
  private static func suggestion(
    for key: String, at path: String, _ known: JSONValue, _ root: JSONValue
  ) -> String? {
    func paths(to key: String, in json: JSONValue, _ path: String) -> [String] {
      (json.members ?? []).flatMap { member in
        let inner = path.isEmpty ? member.key : path + "." + member.key
        return (member.key == key ? [inner] : []) + paths(to: key, in: member.value, inner)
      }
    }
    if let elsewhere = paths(to: key, in: root, "").first { return elsewhere }
    let nearest = Spelling.nearest(to: key, among: (known.members ?? []).map(\.key))
    return nearest.map { path.isEmpty ? $0 : path + "." + $0 }
  }
}
