internal import LinearAlgebra
internal import Reporting
internal import Spelling

/// The JSON an instrument reads: one object of known keys.
///
/// Whatever is wrong becomes a ``SpecificationError`` that names the source and the key path.
struct InstrumentInput {
  /// What errors call the input: a file's name, or standard input.
  let source: String
  private let json: JSONValue

  /// Reads an object that has none but the `known` keys.
  init(text: String, source: String, known: [String]) throws {
    self.source = source
    json = try TextFile.json(text, source: source)
    try requireKeys(of: json, path: "", known: known)
  }

  /// The keys that are there, in the input's order; a key whose value is null is not.
  var keys: [String] { (json.members ?? []).filter { $0.value != .null }.map(\.key) }

  /// The value of a key, nil if it is absent or null.
  func value(_ key: String) -> JSONValue? { json[key].flatMap { $0 == .null ? nil : $0 } }

  /// Requires an object with none but the `known` keys; an empty path is the input itself.
  func requireKeys(of value: JSONValue, path: String, known: [String]) throws {
    guard let members = value.members else {
      throw wrongType(path.isEmpty ? "the input" : path, expected: "an object", found: value)
    }
    for member in members where !known.contains(member.key) {
      throw SpecificationError.unknownKey(
        source: source, path: path.isEmpty ? member.key : "\(path).\(member.key)",
        suggestion: Spelling.nearest(to: member.key, among: known))
    }
  }

  /// The only one of `alternatives` that is there.
  func one(of alternatives: [String]) throws -> (key: String, value: JSONValue) {
    let given = keys.filter(alternatives.contains)
    guard let key = given.first, let value = value(key) else {
      throw invalid("the input", "has none of the keys \(alternatives.joined(separator: ", "))")
    }
    guard given.count == 1 else {
      throw invalid(given[1], "stands beside \(key): give one of them")
    }
    return (key, value)
  }

  /// A number.
  func number(_ value: JSONValue, _ path: String) throws -> Double {
    guard let number = value.number else { throw wrongType(path, expected: "a number", found: value) }
    return number
  }

  /// A list of numbers.
  func numbers(_ value: JSONValue, _ path: String) throws -> [Double] {
    guard let elements = value.elements else {
      throw wrongType(path, expected: "a list of numbers", found: value)
    }
    return try elements.enumerated().map { try number($1, "\(path)[\($0)]") }
  }

  /// A square matrix for a point of `count` coordinates.
  func matrix(_ value: JSONValue, _ path: String, count: Int) throws -> Matrix {
    guard let rows = value.elements else {
      throw wrongType(path, expected: "a list of \(count) rows", found: value)
    }
    guard rows.count == count else {
      throw invalid(path, "has \(rows.count) rows, the point has \(count) coordinates")
    }
    return Matrix(
      rowByRow: try rows.enumerated().map { index, row in
        let elements = try numbers(row, "\(path)[\(index)]")
        guard elements.count == count else {
          throw invalid(
            "\(path)[\(index)]", "has \(elements.count) elements, the point has \(count) coordinates")
        }
        return elements
      })
  }

  /// One of a few words.
  func word<Word: CaseIterable & RawRepresentable<String>>(_ value: JSONValue, _ path: String) throws
    -> Word
  {
    let words = Word.allCases.map(\.rawValue)
    guard case .string(let text) = value else {
      throw wrongType(path, expected: "one of \(words.joined(separator: ", "))", found: value)
    }
    guard let word = Word(rawValue: text) else {
      let nearest = Spelling.nearest(to: text, among: words).map { "; did you mean \($0)?" } ?? ""
      throw invalid(path, "is \"\(text)\", not one of \(words.joined(separator: ", "))\(nearest)")
    }
    return word
  }

  /// Bad input at a key path.
  func invalid(_ path: String, _ reason: String) -> SpecificationError {
    .invalid(source: source, path: path, reason: reason)
  }

  private func wrongType(_ path: String, expected: String, found: JSONValue) -> SpecificationError {
    .wrongType(source: source, path: path, expected: expected, found: found.kind)
  }
}
