internal import Reporting
internal import Spelling

extension StrictDecoding {
  /// A decoder's error in words that name the key path and what stands there.
  static func explain<Value: Decodable>(
    _ error: DecodingError, of json: JSONValue, as type: Value.Type, source: String
  ) -> SpecificationError {
    switch error {
    case .keyNotFound(let key, let context):
      return .missingKey(source: source, path: path(words(context.codingPath) + [key.stringValue]))
    case .typeMismatch(let wanted, let context), .valueNotFound(let wanted, let context):
      let words = words(context.codingPath)
      return .wrongType(
        source: source, path: path(words), expected: name(of: wanted), found: found(at: words, in: json))
    case .dataCorrupted(let context):
      let words = words(context.codingPath)
      // Foundation does not say where a number stands that its type cannot hold, such as 3.5 for an integer.
      if words.isEmpty, let (words, value) = misfit(in: json, as: type) {
        return .wrongType(source: source, path: path(words), expected: "an integer in range", found: value)
      }
      if let names = names(at: words[...], in: (type as? any Specification.Type)?.init()) {
        let text = json.value(at: words)?.text ?? ""
        return .invalid(
          source: source, path: path(words),
          reason: "cannot be \(found(at: words, in: json)), only \(names.joined(separator: ", "))"
            + Spelling.suggestion(for: text, among: names))
      }
      // A type's own complaint, whose words are the best there are; those the compiler made name what no user knows.
      let complaint = context.debugDescription
      return .invalid(
        source: source, path: path(words),
        reason: "cannot be \(found(at: words, in: json))"
          + (complaint.hasPrefix("Cannot initialize") ? "" : ": \(complaint)"))
    @unknown default:
      return .invalid(source: source, path: "", reason: "cannot be decoded: \(error)")
    }
  }

  /// The number that keeps the whole from being decoded: the last of the fewest that have to be zeroed, from the first
  /// on, for that to be cured.
  ///
  /// - Complexity: O(log numbers) decodings.
  private static func misfit<Value: Decodable>(
    in json: JSONValue, as type: Value.Type
  ) -> (words: [String], value: String)? {
    func isCured(_ count: Int) -> Bool {
      var left = count
      do { _ = try zeroed(json, first: &left).decode(type) } catch DecodingError.dataCorrupted(let context) {
        return !context.codingPath.isEmpty
      } catch {}
      return true
    }
    let numbers = numbers(in: json, [])
    var (tooFew, enough) = (0, numbers.count)
    guard enough > 0, isCured(enough) else { return nil }
    while enough - tooFew > 1 {
      let middle = (tooFew + enough) / 2
      if isCured(middle) { enough = middle } else { tooFew = middle }
    }
    return numbers[enough - 1]
  }

  /// The value with its first numbers zeroed, in the order of ``numbers(in:_:)``.
  private static func zeroed(_ json: JSONValue, first left: inout Int) -> JSONValue {
    guard left > 0 else { return json }
    switch json {
    case .integer, .unsigned, .double:
      left -= 1
      return 0
    case .object(let members):
      return .object(members.map { JSONValue.Member($0.key, zeroed($0.value, first: &left)) })
    case .array(let elements): return .array(elements.map { zeroed($0, first: &left) })
    default: return json
    }
  }

  private static func numbers(in json: JSONValue, _ words: [String]) -> [(words: [String], value: String)] {
    switch json {
    case .integer, .unsigned, .double: [(words, json.serialized(indented: false))]
    case .object(let members): members.flatMap { numbers(in: $0.value, words + [$0.key]) }
    case .array(let elements):
      elements.enumerated().flatMap { numbers(in: $0.element, words + ["\($0.offset)"]) }
    default: []
    }
  }

  private static func words(_ codingPath: [any CodingKey]) -> [String] {
    codingPath.map { key in key.intValue.map { "\($0)" } ?? key.stringValue }
  }

  /// Words as a key path; those that are numbers are places in lists.
  private static func path(_ words: [String]) -> String {
    words.reduce(into: "") { path, word in
      path += Int(word) != nil ? "[\(word)]" : (path.isEmpty ? "" : ".") + word
    }
  }

  /// The names that may stand at the end of a key path, if it is an enumeration's: told by the default there.
  private static func names(at words: ArraySlice<String>, in value: Any?) -> [String]? {
    guard let value else { return nil }
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .optional { return names(at: words, in: mirror.children.first?.value) }
    guard let word = words.first else {
      guard let type = type(of: value) as? any CaseIterable.Type else { return nil }
      return rawValues(type)
    }
    // All elements of a list are of the first one's type.
    let child = mirror.children.first { $0.label == word || mirror.displayStyle == .collection }
    return names(at: words.dropFirst(), in: child?.value)
  }

  private static func rawValues<Choice: CaseIterable>(_ type: Choice.Type) -> [String]? {
    let names = type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
    return names.isEmpty ? nil : names
  }

  private static func found(at words: [String], in json: JSONValue) -> String {
    guard let value = json.value(at: words) else { return "nothing" }
    return value.elements != nil || value.members != nil ? value.kind : value.serialized(indented: false)
  }

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is any FixedWidthInteger.Type: "an integer"
    case is any BinaryFloatingPoint.Type: "a number"
    case is String.Type: "a string"
    case is Bool.Type: "true or false"
    default:
      "\(type)".hasPrefix("Array") ? "a list" : "\(type)".hasPrefix("Dictionary") ? "an object" : "a \(type)"
    }
  }
}
