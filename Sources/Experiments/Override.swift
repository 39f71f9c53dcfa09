internal import Foundation
package import Reporting

/// One `--set key.path=value`: the value is JSON5, or else a bare string.
public struct Override: Equatable, Sendable {
  /// The words of the key path; list elements are counted from 0 (`panels[1].steps` or `panels.1.steps`).
  let path: [String]
  let value: JSONValue
  /// The argument, for messages.
  package let source: String

  /// Reads `key.path=value`.
  ///
  /// - Throws: ``SpecificationError/malformedOverride(_:)``.
  public init(_ text: String) throws {
    guard let equals = text.firstIndex(of: "=") else { throw SpecificationError.malformedOverride(text) }
    guard let path = Self.words(of: text[..<equals]) else { throw SpecificationError.malformedOverride(text) }
    self.path = path
    let value = String(text[text.index(after: equals)...])
    self.value = (try? JSON5.parse(value).value) ?? .string(value)
    source = "--set \(text)"
  }

  init(path: [String], value: JSONValue, source: String) {
    (self.path, self.value, self.source) = (path, value, source)
  }

  /// The words of a key path; nil if one of them is empty.
  static func words(of keyPath: Substring) -> [String]? {
    let path = keyPath.replacingOccurrences(of: "[", with: ".").replacingOccurrences(of: "]", with: "")
      .split(separator: ".", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
    // No specification is nested as deep as this; the stack would be what gives way.
    return path.allSatisfy { !$0.isEmpty } && path.count <= 64 ? path : nil
  }

  /// The parameters with this one replaced; keys that are not there are added, for the strict decoding to reject.
  package func apply(to parameters: JSONValue) throws -> JSONValue { try set(parameters, path[...]) }

  private func set(_ json: JSONValue, _ path: ArraySlice<String>) throws -> JSONValue {
    guard let key = path.first else { return value }
    switch json {
    case .array(var elements):
      guard let index = Int(key), elements.indices.contains(index) else {
        throw SpecificationError.invalid(
          source: source, path: self.path[..<path.startIndex].joined(separator: "."),
          reason: "has no element \"\(key)\", only 0 to \(elements.count - 1)")
      }
      elements[index] = try set(elements[index], path.dropFirst())
      return .array(elements)
    case .object:
      var json = json
      json[key] = try set(json[key] ?? (path.count > 1 ? .object([]) : .null), path.dropFirst())
      return json
    default:
      throw SpecificationError.invalid(
        source: source, path: self.path[..<path.startIndex].joined(separator: "."),
        reason: "has no key \"\(key)\"")
    }
  }
}

extension JSONValue {
  /// These parameters with those of `patch` in their place: objects are merged, anything else is replaced.
  package func merged(with patch: JSONValue) -> JSONValue {
    guard members != nil, let patches = patch.members else { return patch }
    return patches.reduce(into: self) { merged, member in
      merged[member.key] = merged[member.key]?.merged(with: member.value) ?? member.value
    }
  }
}
