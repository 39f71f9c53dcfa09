internal import Foundation
public import Reporting

/// One `--over`: the parameter that is varied, and its values.
///
///     learningRate=0.1,0.3,1          a list: numbers, true or false, "strings", bare words, any JSON5
///     learningRate=0.01..1:5log       count values from lo to hi, equal factors between them
///     steps=100..500:5                the same with equal differences
///
/// Points of a range are rounded to 12 significant digits, far finer than any study can tell and coarse enough for
/// `0.1..0.5:5` to be 0.1, 0.2, 0.3, 0.4 and 0.5; its ends are exact.
public struct SweepAxis: Equatable, Sendable {
  /// The words of the key path, as ``Override`` reads them.
  let path: [String]
  /// At least one, all different.
  public let values: [JSONValue]
  /// The argument, for messages.
  let source: String

  /// The key path as columns are named by it: `panels.1.steps`.
  public var key: String { path.joined(separator: ".") }

  /// Reads `key.path=values`.
  ///
  /// - Throws: ``SweepError/malformedAxis(_:reason:)``, ``SweepError/tooManyCells(source:limit:)``.
  public init(_ text: String) throws {
    func malformed(_ reason: String) -> SweepError { .malformedAxis(text, reason: reason) }
    guard let equals = text.firstIndex(of: "="), let path = Override.words(of: text[..<equals]) else {
      throw malformed("expected key.path=a,b,c or key.path=lo..hi:count[log]")
    }
    let values = text[text.index(after: equals)...]
    self.path = path
    source = "--over \(text)"
    self.values = try Self.range(values, source, malformed) ?? Self.list(values, malformed)
    var seen: Set<String> = []
    for value in self.values where !seen.insert(value.serialized(indented: false)).inserted {
      throw malformed("\(value.serialized(indented: false)) stands there twice")
    }
  }

  /// The override that gives the parameter one of the values.
  func override(_ value: JSONValue) -> Override { Override(path: path, value: value, source: source) }

  // MARK: - Lists

  private static func list(_ text: Substring, _ malformed: (String) -> SweepError) throws -> [JSONValue] {
    try pieces(text).map { piece in
      let word = piece.trimmingCharacters(in: .whitespaces)
      guard !word.isEmpty else { throw malformed("a value is missing") }
      return (try? JSON5.parse(word).value) ?? .string(word)
    }
  }

  /// The text between commas that stand in no bracket and no string.
  private static func pieces(_ text: Substring) -> [String] {
    var pieces = [""]
    var depth = 0
    var quote: Character?
    var isEscaped = false
    for character in text {
      if character == ",", depth == 0, quote == nil {
        pieces.append("")
        continue
      }
      pieces[pieces.count - 1].append(character)
      if let open = quote {
        if character == open, !isEscaped { quote = nil }
        isEscaped = character == "\\" && !isEscaped
      } else if character == "\"" || character == "'" {
        quote = character
      } else {
        depth += "[{".contains(character) ? 1 : "]}".contains(character) ? -1 : 0
      }
    }
    return pieces
  }

  // MARK: - Ranges

  /// nil for what is no range: what stands before `..` is no number.
  private static func range(
    _ text: Substring, _ source: String, _ malformed: (String) -> SweepError
  ) throws -> [JSONValue]? {
    guard let dots = text.range(of: ".."), let low = number(text[..<dots.lowerBound]) else { return nil }
    let rest = text[dots.upperBound...].split(separator: ":", omittingEmptySubsequences: false)
    guard rest.count == 2, let high = number(rest[0]) else {
      throw malformed("a range is lo..hi:count or lo..hi:countlog")
    }
    let isLogarithmic = rest[1].hasSuffix("log")
    guard let count = Int(isLogarithmic ? rest[1].dropLast(3) : rest[1]) else {
      throw malformed("a range is lo..hi:count or lo..hi:countlog")
    }
    guard count >= 2 else { throw malformed("a range has at least 2 values") }
    guard count <= SweepPlan.cellLimit else {
      throw SweepError.tooManyCells(source: source, limit: SweepPlan.cellLimit)
    }
    guard low < high else { throw malformed("the range is empty: it ends where it begins, or before") }
    guard !isLogarithmic || low > 0 else { throw malformed("a logarithmic range begins above 0") }
    return (0..<count).map { index in
      let share = Double(index) / Double(count - 1)
      let value =
        isLogarithmic
        ? exp(log(low) * (1 - share) + log(high) * share)
        : low * (1 - share) + high * share
      return json(index == 0 ? low : index == count - 1 ? high : rounded(value))
    }
  }

  /// A finite decimal.
  private static func number(_ text: Substring) -> Double? {
    guard text.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }), let value = Double(text) else {
      return nil
    }
    return value.isFinite ? value : nil
  }

  private static func rounded(_ value: Double) -> Double { Double(String(format: "%.12g", value)) ?? value }

  /// Whole numbers as integers, so that parameters that are integers take them.
  private static func json(_ value: Double) -> JSONValue {
    Int(exactly: value).map { .integer($0) } ?? .double(value)
  }
}
