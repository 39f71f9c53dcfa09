internal import Foundation
internal import Reporting

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
      throw explain(error, json, source)
    }
  }

  /// The canonical JSON of the typed value; unknown keys are errors.
  static func roundTrip<Value: Codable>(_ json: JSONValue, as type: Value.Type, source: String) throws
    -> JSONValue
  {
    let canonical = try JSONValue(encoding: try decode(json, as: type, source: source))
    try rejectUnknownKeys(json, known: canonical, path: "", source)
    return canonical
  }

  private static func rejectUnknownKeys(
    _ json: JSONValue, known: JSONValue, path: String, _ source: String
  ) throws {
    if let members = json.members {
      for member in members {
        let inner = path.isEmpty ? member.key : path + "." + member.key
        if let value = known[member.key] {
          try rejectUnknownKeys(member.value, known: value, path: inner, source)
        } else if member.value != .null {
          // A null stands for an optional parameter left out, which is not encoded either.
          let keys = (known.members ?? []).map(\.key).filter { json[$0] == nil || path.isEmpty }
          throw SpecificationError.unknownKey(source: source, path: inner, known: keys)
        }
      }
    } else if let elements = json.elements, let others = known.elements, elements.count == others.count {
      for index in elements.indices {
        try rejectUnknownKeys(elements[index], known: others[index], path: "\(path)[\(index)]", source)
      }
    }
  }

  private static func explain(_ error: DecodingError, _ json: JSONValue, _ source: String)
    -> SpecificationError
  {
    switch error {
    case .keyNotFound(let key, let context):
      return .missingKey(source: source, path: path(context.codingPath + [key]))
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      return .wrongType(
        source: source, path: path(context.codingPath), expected: name(of: type),
        found: found(at: context.codingPath, in: json))
    case .dataCorrupted(let context):
      // A number that its type cannot hold, or a custom decoder's own complaint, whose words are the best there are.
      let value = found(at: context.codingPath, in: json)
      if context.debugDescription.contains("not representable")
        || context.debugDescription.contains("does not fit")
      {
        return .wrongType(
          source: source, path: path(context.codingPath), expected: "an integer in range", found: value)
      }
      return .invalid(
        source: source, path: path(context.codingPath),
        reason: "cannot be \(value): \(context.debugDescription)")
    @unknown default:
      return .invalid(source: source, path: "", reason: "cannot be decoded: \(error)")
    }
  }

  private static func path(_ codingPath: [any CodingKey]) -> String {
    codingPath.reduce(into: "") { path, key in
      if let index = key.intValue {
        path += "[\(index)]"
      } else {
        path += (path.isEmpty ? "" : ".") + key.stringValue
      }
    }
  }

  private static func found(at codingPath: [any CodingKey], in json: JSONValue) -> String {
    var value = json
    for key in codingPath {
      let inner: JSONValue? =
        key.intValue.map { index in
          value.elements.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? .null
        } ?? value[key.stringValue]
      guard let inner else { return "nothing" }
      value = inner
    }
    return value.elements != nil || value.members != nil ? value.kind : value.serialized(indented: false)
  }

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is any FixedWidthInteger.Type: "an integer"
    case is any BinaryFloatingPoint.Type: "a number"
    case is String.Type: "a string"
    case is Bool.Type: "true or false"
    case is [String: Any].Type: "an object"
    case is [Any].Type: "a list"
    default:
      "\(type)".hasPrefix("Array") ? "a list" : "\(type)".hasPrefix("Dictionary") ? "an object" : "a \(type)"
    }
  }
}
